import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { InviteUserInput, RemoveUserInput, UpdateUserRoleInput } from '../schema/types/people.input.js';
import {
  InviteUserPayload,
  RemoveUserPayload,
  UpdateUserRolePayload,
} from '../schema/types/peoplePayloads.type.js';
import { mailInvitation } from '../src/administration/invitationMail.js';
import { inviteUser } from '../src/administration/invitations.js';
import { removeUser, updateUserRole } from '../src/administration/users.js';
import { Allow } from '../src/graphql/access.js';
import { settingsContextOf, type GraphqlContext } from '../src/graphql/context.js';
import { toId } from '../src/graphql/ids.js';
import { showUser } from '../src/graphql/showSettings.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver()
export class UserSettingsResolver {
  @Allow('ADMIN')
  @Mutation(() => InviteUserPayload, {
    description: 'Invites somebody, by mail; the answer has the link as well. Needs the role ADMIN.',
  })
  inviteUser(
    @Arg('input', () => InviteUserInput) input: InviteUserInput,
    @Ctx() context: GraphqlContext,
  ): Promise<InviteUserPayload> {
    return payloadOf(async () => {
      const { core, mailer } = context.services;
      const { user, invitation } = await inviteUser(core, settingsContextOf(context), input);
      const { secret, expiresAt } = invitation;
      const url = `${context.publicUrl}/invitation?token=${secret}`;
      const isMailed = await mailInvitation(core, mailer, { email: input.email, url, expiresAt });
      return { user: showUser(user), invitationUrl: url, isMailed, expiresAt };
    });
  }

  @Allow('ADMIN')
  @Mutation(() => UpdateUserRolePayload, {
    description: "Gives a role, at most one's own. Needs the role ADMIN.",
  })
  updateUserRole(
    @Arg('input', () => UpdateUserRoleInput) { userId, role }: UpdateUserRoleInput,
    @Ctx() context: GraphqlContext,
  ): Promise<UpdateUserRolePayload> {
    const wanted = { userId: toId(userId), role };
    return payloadOf(async () => ({
      user: showUser(await updateUserRole(context.services.core, settingsContextOf(context), wanted)),
    }));
  }

  @Allow('ADMIN')
  @Mutation(() => RemoveUserPayload, {
    description: 'Removes a user; sessions, tokens and PII end at once. Needs the role ADMIN.',
  })
  removeUser(
    @Arg('input', () => RemoveUserInput) { userId }: RemoveUserInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RemoveUserPayload> {
    const wanted = { userId: toId(userId) };
    return payloadOf(async () => ({
      user: showUser(await removeUser(context.services.core, settingsContextOf(context), wanted)),
    }));
  }
}
