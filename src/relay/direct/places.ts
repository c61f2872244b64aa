/** Tries of one endpoint that run at once, and that wait for a place. */
const MAX_OF_ENDPOINT = 32;
const MAX_WAITING = 1_000;
/** Of one that has not answered: one alone finds out whether it does again. */
const MAX_OF_SICK = 1;
/** Of all endpoints together. */
const MAX_ACTIVE = 500;

/** There is no room at an endpoint: it was not tried. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/** Bounds how many tries run at once while their senders wait: an endpoint that hangs holds its own places alone. */
export interface Places {
  /**
   * Runs `work` as soon as there is a place.
   * @param work gives whether the endpoint answered anything
   * @throws NoRoom at once, where the endpoint does not answer or too many wait already
   */
  run<T extends { readonly isAnswered: boolean }>(webhook: string, work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  readonly enter: () => void;
  readonly refuse: (error: NoRoom) => void;
}
interface Place {
  active: number;
  isSick: boolean;
  waiting: Waiting[];
}

export function createPlaces(): Places {
  const places = new Map<string, Place>();
  let active = 0;

  const placeOf = (webhook: string): Place => {
    const known = places.get(webhook);
    if (known) return known;
    const made: Place = { active: 0, isSick: false, waiting: [] };
    places.set(webhook, made);
    return made;
  };
  const limitOf = ({ isSick }: Place): number => (isSick ? MAX_OF_SICK : MAX_OF_ENDPOINT);

  const enter = async (place: Place): Promise<void> => {
    if (active >= MAX_ACTIVE) throw new NoRoom();
    if (place.active < limitOf(place)) {
      place.active += 1;
      active += 1;
      return;
    }
    if (place.isSick || place.waiting.length >= MAX_WAITING) throw new NoRoom();
    await new Promise<void>((resolve, reject) => {
      place.waiting.push({ enter: resolve, refuse: reject });
    });
  };
  /** Gives the place to whoever waits longest. */
  const leave = (webhook: string, place: Place): void => {
    const next = place.active <= limitOf(place) ? place.waiting.shift() : undefined;
    if (next) {
      next.enter();
      return;
    }
    place.active -= 1;
    active -= 1;
    if (place.active === 0 && !place.isSick) places.delete(webhook);
  };
  const judge = (place: Place, isAnswered: boolean): void => {
    place.isSick = !isAnswered;
    if (isAnswered) return;
    for (const { refuse } of place.waiting.splice(0)) refuse(new NoRoom());
  };

  return {
    run: async (webhook, work) => {
      const place = placeOf(webhook);
      await enter(place);
      try {
        const done = await work();
        judge(place, done.isAnswered);
        return done;
      } finally {
        leave(webhook, place);
      }
    },
  };
}
