import { CheckField } from '../../ui/Field.js';
import { useT } from '../../words/words.js';
import { ALL_EVENTS, EVENT_GROUPS, GROUPS } from './events.js';

/** Which events an endpoint gets: all, or single ones. */
export function EventChoice({
  events,
  error,
  onChange,
}: {
  readonly events: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (events: readonly string[]) => void;
}) {
  const t = useT();
  const isAll = events.includes(ALL_EVENTS);
  const toggle = (event: string, isOn: boolean): void =>
    onChange(isOn ? [...events, event] : events.filter((one) => one !== event));
  return (
    <fieldset className="event-choice">
      <legend className="legend">{t('webhooks.events')}</legend>
      <CheckField
        label={t('webhooks.allEvents')}
        checked={isAll}
        onChange={({ target }) => onChange(target.checked ? [ALL_EVENTS] : [])}
      />
      {!isAll &&
        GROUPS.map((group) => (
          <div key={group} className="event-group">
            {EVENT_GROUPS[group].map((event) => (
              <label key={event} className="event">
                <input
                  type="checkbox"
                  checked={events.includes(event)}
                  onChange={({ target }) => toggle(event, target.checked)}
                />
                <code>{event}</code>
              </label>
            ))}
          </div>
        ))}
      {error !== undefined && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
