import { InviteUserDocument, type Role } from '../e2e/generated/operations.js';
import type { TestApp } from './app.js';

/** Invites somebody and accepts for them. @returns what they sign in with */
export async function addPerson(
  gateway: TestApp,
  role: Role,
): Promise<{ readonly email: string; readonly password: string }> {
  const email = `${role.toLowerCase()}.${String(Date.now())}@example.org`;
  const password = 'correct horse battery staple';
  const admin = await gateway.signIn();
  const { inviteUser } = await admin.run(InviteUserDocument, { input: { email, role } });
  const token = new URL(inviteUser.invitationUrl ?? '').searchParams.get('token');
  const accepted = await fetch(`${gateway.url}/auth/accept-invitation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, password }),
  });
  if (accepted.status !== 201)
    throw new Error(`Accepting an invitation was answered with ${String(accepted.status)}.`);
  return { email, password };
}
