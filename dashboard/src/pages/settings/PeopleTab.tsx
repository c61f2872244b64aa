import { useInfiniteQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { otherError } from '../../api/errors.js';
import { pagesOf, useChange } from '../../api/queries.js';
import {
  PeopleDocument,
  RemoveUserDocument,
  UpdateUserRoleDocument,
  type PeopleQuery,
  type Role,
} from '../../generated/operations.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { isAtLeast, useViewer } from '../../session/viewer.js';
import { Badge, Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { Section } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import { InviteDialog } from './InviteDialog.js';
import { rolesUpTo } from './roles.js';

type Person = PeopleQuery['users']['edges'][number]['node'];
const peopleQuery = pagesOf(PeopleDocument, {}, ({ users }) => users.pageInfo);

export function PeopleTab() {
  return (
    <AdminOnly>
      <People />
    </AdminOnly>
  );
}

function People() {
  const t = useT();
  const people = useInfiniteQuery(peopleQuery);
  const [isInviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState<Person | null>(null);
  const changeRole = useChange(UpdateUserRoleDocument);
  const remove = useChange(RemoveUserDocument, () => setLeaving(null));
  const columns = useColumns((person, role) => changeRole.mutate({ userId: person.id, role }), setLeaving);
  const error = otherError(changeRole.error);
  const invite = (
    <Button look="primary" icon={<UserPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
      {t('people.invite')}
    </Button>
  );
  return (
    <Section title={t('settings.tab.people')} lead={t('people.lead')} actions={invite}>
      {error !== null && <Banner tone="bad">{error}</Banner>}
      <Pages query={people} rowsOf={({ users }) => users.edges.map(({ node }) => node)} empty={null}>
        {(rows) => (
          <Table caption={t('settings.tab.people')} columns={columns} rows={rows} keyOf={({ id }) => id} />
        )}
      </Pages>
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
      {leaving && (
        <ConfirmDialog
          title={t('people.removeTitle')}
          yes={t('common.remove')}
          change={remove}
          onClose={() => setLeaving(null)}
          onYes={() => remove.mutate({ userId: leaving.id })}
        >
          <p>{t('people.removeText', { name: leaving.name ?? leaving.email ?? '' })}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

function useColumns(
  onRole: (person: Person, role: Role) => void,
  onRemove: (person: Person) => void,
): readonly Column<Person>[] {
  const t = useT();
  const viewer = useViewer();
  const roles = rolesUpTo(viewer.role);
  /** Nobody changes themselves out of their own account, or anybody above them. */
  const mayManage = (person: Person): boolean => person.id !== viewer.id && isAtLeast(viewer, person.role);
  return [
    {
      key: 'name',
      head: t('common.name'),
      isWide: true,
      cell: ({ name, email }) => (
        <>
          <strong>{name ?? email}</strong>
          {name !== null && <div className="muted">{email}</div>}
        </>
      ),
    },
    {
      key: 'state',
      head: t('sweeps.state'),
      cell: ({ state }) => (
        <Badge tone={state === 'ACTIVE' ? 'good' : 'info'}>{t(`people.state.${state}`)}</Badge>
      ),
    },
    {
      key: 'role',
      head: t('people.role'),
      cell: (person) =>
        mayManage(person) ? (
          <select
            className="input select"
            aria-label={t('people.role')}
            value={person.role}
            onChange={({ target }) => {
              const role = roles.find((one) => one === target.value);
              if (role) onRole(person, role);
            }}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </select>
        ) : (
          t(`role.${person.role}`)
        ),
    },
    { key: 'since', head: t('people.since'), cell: ({ createdAt }) => <Time at={createdAt} as="date" /> },
    {
      key: 'actions',
      head: t('common.actions'),
      cell: (person) =>
        mayManage(person) && (
          <Button small look="danger" onClick={() => onRemove(person)}>
            {t('common.remove')}
          </Button>
        ),
    },
  ];
}
