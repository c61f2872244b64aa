import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import {
  ConfirmSecondFactorInput,
  ConfirmSecondFactorPayload,
  DisableSecondFactorInput,
  DisableSecondFactorPayload,
  EnrolSecondFactorInput,
  EnrolSecondFactorPayload,
} from '../schema/types/secondFactor.type.js';
import { homeContextOf } from '../src/administration/context.js';
import {
  confirmSecondFactor,
  enrolSecondFactor,
  turnOffSecondFactor,
} from '../src/administration/secondFactor.js';
import { requireRole } from '../src/auth/rights.js';
import type { Whose } from '../src/auth/secondFactor/rows.js';
import { Allow } from '../src/graphql/access.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { payloadOf } from '../src/graphql/userErrors.js';

@Resolver()
export class SecondFactorResolver {
  @Allow('AGENT')
  @Mutation(() => EnrolSecondFactorPayload, {
    description:
      'Begins to set up a second factor (TOTP, RFC 6238) for oneself; not in use before it is confirmed. Needs any role.',
  })
  enrolSecondFactor(
    @Arg('input', () => EnrolSecondFactorInput) { password }: EnrolSecondFactorInput,
    @Ctx() { principal, auth, services }: GraphqlContext,
  ): Promise<EnrolSecondFactorPayload> {
    const whose = whoseOf(principal);
    return payloadOf(async () =>
      enrolSecondFactor(services.core, whose, await auth.prove(whose, { password })),
    );
  }

  @Allow('AGENT')
  @Mutation(() => ConfirmSecondFactorPayload, {
    description: 'Turns it on by the first code: signing in asks for one from now on. Needs any role.',
  })
  confirmSecondFactor(
    @Arg('input', () => ConfirmSecondFactorInput) { code }: ConfirmSecondFactorInput,
    @Ctx() { principal, services }: GraphqlContext,
  ): Promise<ConfirmSecondFactorPayload> {
    const user = requireRole(principal, 'AGENT');
    return payloadOf(async () => ({
      recoveryCodes: await confirmSecondFactor(services.core, homeContextOf(user), user.userId, code),
    }));
  }

  @Allow('AGENT')
  @Mutation(() => DisableSecondFactorPayload, {
    description: 'Turns it off; seed and recovery codes are erased. Needs any role.',
  })
  disableSecondFactor(
    @Arg('input', () => DisableSecondFactorInput) proof: DisableSecondFactorInput,
    @Ctx() { principal, auth, services }: GraphqlContext,
  ): Promise<DisableSecondFactorPayload> {
    const user = requireRole(principal, 'AGENT');
    return payloadOf(async () => {
      await auth.prove(whoseOf(principal), proof);
      await turnOffSecondFactor(services.core, homeContextOf(user), user.userId);
      return {};
    });
  }
}

function whoseOf(principal: GraphqlContext['principal']): Whose {
  const { userId, homeAccount } = requireRole(principal, 'AGENT');
  return { account: homeAccount, user: userId };
}
