import { useQuery } from '@tanstack/react-query';
import { queryOf } from '../../api/queries.js';
import { ErasureByIdDocument, type ErasureFactsFragment } from '../../generated/operations.js';
import { Badge, type Tone } from '../../ui/Banner.js';
import { Dialog } from '../../ui/Dialog.js';
import { Facts } from '../../ui/Facts.js';
import { countText } from '../../ui/figures.js';
import { Loaded } from '../../ui/Loaded.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useWords } from '../../words/words.js';
import { ErasureState } from './ErasuresTab.js';
import { ReceiptLine } from './ReceiptLine.js';
import { useRequestWords, type RequestTranslate } from './requestWords.js';

type Target = ErasureFactsFragment['targets'][number];

const FOLLOW_MS = 2_000;
const TONES: Readonly<Record<Target['state'], Tone | 'plain'>> = {
  PENDING: 'info',
  DONE: 'good',
  FAILED: 'bad',
  HELD: 'warn',
  NOT_APPLICABLE: 'plain',
};

/** One erasure, place by place, followed until it is done. */
export function ErasureDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const r = useRequestWords();
  const { locale } = useWords();
  const query = useQuery({
    ...queryOf(ErasureByIdDocument, { id }),
    refetchInterval: ({ state }) => (state.data?.erasure?.state === 'COMPLETED' ? false : FOLLOW_MS),
  });
  return (
    <Dialog title={r('erasures.one')} onClose={onClose}>
      <Loaded query={query}>
        {({ erasure }) =>
          erasure && (
            <>
              <Facts
                facts={[
                  [r('erasures.state'), <ErasureState key="state" state={erasure.state} />],
                  [r('erasures.asked'), <Time key="asked" at={erasure.createdAt} />],
                  [
                    r('erasures.finished'),
                    erasure.finishedAt && <Time key="finished" at={erasure.finishedAt} />,
                  ],
                ]}
              />
              <Table
                caption={r('erasures.one')}
                columns={columnsOf(r, locale)}
                rows={erasure.targets}
                keyOf={({ target }) => target}
              />
              {erasure.receipt && <ReceiptLine receipt={erasure.receipt} />}
            </>
          )
        }
      </Loaded>
    </Dialog>
  );
}

function columnsOf(r: RequestTranslate, locale: string): readonly Column<Target>[] {
  return [
    { key: 'place', head: r('erasures.place'), cell: ({ target }) => r(`target.${target}`), isWide: true },
    {
      key: 'state',
      head: r('erasures.state'),
      cell: ({ state, lastError }) => (
        <span title={lastError ?? undefined}>
          <Badge tone={TONES[state]}>{r(`targetState.${state}`)}</Badge>
        </span>
      ),
    },
    {
      key: 'count',
      head: r('erasures.count'),
      cell: ({ count }) => countText(count, locale),
      isNumeric: true,
    },
    {
      key: 'tries',
      head: r('erasures.tries'),
      cell: ({ attempts }) => countText(attempts, locale),
      isNumeric: true,
    },
  ];
}
