import { useState } from 'react';
import { SelectField } from '../../ui/Field.js';
import { HoldDialog } from './HoldDialog.js';
import { useRequestWords } from './requestWords.js';

const KINDS = ['CONTACT', 'CONVERSATION'] as const;

/** Holds a person or the conversation with them; of a group, the conversation. @param id of the conversation */
export function HoldPersonDialog({
  id,
  isGroup,
  onClose,
}: {
  readonly id: string;
  readonly isGroup: boolean;
  readonly onClose: () => void;
}) {
  const r = useRequestWords();
  const [kind, setKind] = useState<(typeof KINDS)[number]>(isGroup ? 'CONVERSATION' : 'CONTACT');
  const kinds = isGroup ? (['CONVERSATION'] as const) : KINDS;
  return (
    <HoldDialog target={kind === 'CONTACT' ? { contactId: id } : { conversationId: id }} onClose={onClose}>
      <SelectField
        label={r('holds.on')}
        hint={r(`holds.kindHint.${kind}`)}
        value={kind}
        choices={kinds.map((value) => ({ value, label: r(`holds.kind.${value}`) }))}
        onChoose={setKind}
      />
    </HoldDialog>
  );
}
