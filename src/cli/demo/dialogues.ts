/** One line of a conversation: who says it, and what. */
export interface Line {
  readonly by: 'customer' | 'shop';
  readonly say: Saying;
}

/** A sentence, or something that is no text; see contents.ts. */
export type Saying =
  | string
  | { readonly kind: 'photo' | 'video' | 'voice' | 'sticker' | 'reaction' | 'place' | 'card' | 'choice' }
  | { readonly kind: 'file'; readonly name: string };

const they = (say: Saying): Line => ({ by: 'customer', say });
const we = (say: Saying): Line => ({ by: 'shop', say });
const of = (kind: 'photo' | 'video' | 'voice' | 'sticker' | 'reaction' | 'place' | 'card' | 'choice') => ({
  kind,
});
const file = (name: string): Saying => ({ kind: 'file', name });

/** What people write to a bicycle workshop. `{part}`, `{day}`, `{time}` and `{price}` are filled in. */
export const DIALOGUES: readonly (readonly Line[])[] = [
  [
    they('Hello, my {part} makes a terrible noise. Can I bring the bike by?'),
    we('Good morning! Of course. {day} at {time} would be free.'),
    they('{day} is good for me.'),
    we('Noted. Please come with the lock and the key.'),
    they(of('reaction')),
  ],
  [
    they('How much is a new {part}?'),
    we('{price} with fitting, {day} at the earliest.'),
    they(of('photo')),
    they('It looks like this, does that change the price?'),
    we('No, that is the usual wear. {price}.'),
    they('Then please order it.'),
    we(file('order-confirmation.pdf')),
  ],
  [
    we('Your bike is ready. You can fetch it until {time}.'),
    they('Great, I will come {day}!'),
    we(of('place')),
    they(of('reaction')),
  ],
  [
    they(of('voice')),
    we('Thank you for the message. The {part} is under warranty, we take care of it.'),
    they('You are the best'),
    they(of('sticker')),
  ],
  [
    they('Do you rent cargo bikes?'),
    we('Yes: {price} a day. Which one would you like?'),
    they(of('choice')),
    we('It is reserved for {day} at {time}.'),
    they('Perfect. My brother fetches it, here is his card.'),
    they(of('card')),
  ],
  [
    they('I was by on {day} and the shop was closed?'),
    we('We are sorry, we had to close early at {time}. May we offer you {day} instead?'),
    they('Alright.'),
  ],
  [
    they(of('video')),
    they('Do you hear that when I brake?'),
    we('That is the {part}. Please do not ride it like that; we have time {day} at {time}.'),
    they('Thanks, I walk it over.'),
    we(of('reaction')),
  ],
  [
    we('It has been a year since the last check of your bike. Shall we book one?'),
    they('Yes please, any time after {time}'),
    we('{day} then. See you!'),
    they(file('insurance.pdf')),
  ],
];

/** Among the members of a group; the shop only listens in and answers. */
export const GROUP_DIALOGUES: readonly (readonly Line[])[] = [
  [
    they('Who is in on {day}?'),
    they('Me!'),
    they('Only if we start after {time}'),
    they(of('reaction')),
    we('The shop brings spare tubes.'),
  ],
  [they(of('photo')), they('What a day. Thanks all!'), they(of('sticker')), they('Same time next week?')],
  [they(of('place')), they('We meet here at {time}.'), they('Has anyone a spare {part}?'), we('We do.')],
  [they('The path by the river is closed until {day}.'), they('Oh no'), they(of('voice'))],
];

export const FILL = {
  part: ['chain', 'rear brake', 'derailleur', 'saddle', 'front wheel', 'bottom bracket', 'battery', 'light'],
  day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  time: ['9:00', '10:30', '12:00', '14:15', '16:00', '17:30'],
  price: ['24 €', '49 €', '85 €', '120 €', '210 €'],
} as const;
