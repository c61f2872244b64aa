import type { PreviewFactsFragment } from '../generated/operations.js';
import { Banner } from '../ui/Banner.js';
import { byteText, countText } from '../ui/figures.js';
import { Time } from '../ui/Time.js';
import { useWords } from '../words/words.js';

/** What would be erased: by class how many records, how large, how old; the gateway counted it as its sweep would. */
export function PreviewTable({ preview }: { readonly preview: PreviewFactsFragment }) {
  const { t, locale } = useWords();
  const classes = preview.classes.filter(({ count }) => count > 0);
  if (classes.length === 0) return <Banner tone="good">{t('preview.nothing')}</Banner>;
  return (
    <div className="preview">
      <table className="table">
        <caption className="unseen">{t('preview.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('preview.class')}</th>
            <th scope="col" className="numeric">
              {t('preview.count')}
            </th>
            <th scope="col" className="numeric">
              {t('preview.bytes')}
            </th>
            <th scope="col">{t('preview.oldest')}</th>
          </tr>
        </thead>
        <tbody>
          {classes.map((row) => (
            <tr key={row.class}>
              <th scope="row">{t(`class.${row.class}`)}</th>
              <td className="numeric">{countText(row.count, locale)}</td>
              <td className="numeric">{row.bytes === 0 ? null : byteText(row.bytes, locale)}</td>
              <td>{row.oldest === null ? null : <Time at={row.oldest} as="date" />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
