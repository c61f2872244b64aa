import {
  FileCheck,
  KeyRound,
  Lock,
  MessagesSquare,
  PhoneCall,
  ScrollText,
  Send,
  Settings,
  Smartphone,
  UserX,
  Waves,
  Webhook,
  type LucideIcon,
} from 'lucide-react';
import type { WordKey } from '../words/words.js';

export interface NavItem {
  readonly to: string;
  readonly label: Extract<WordKey, `nav.${string}`>;
  readonly icon: LucideIcon;
  /** Not shown to agents. */
  readonly isForAdmins?: true;
}

export interface NavGroup {
  readonly label: NavItem['label'];
  readonly items: readonly NavItem[];
}

/** What the sidebar lists. */
export const NAVIGATION: readonly NavGroup[] = [
  {
    label: 'nav.messages',
    items: [
      { to: '/chat', label: 'nav.chat', icon: MessagesSquare },
      { to: '/logs', label: 'nav.logs', icon: Send },
      { to: '/calls', label: 'nav.calls', icon: PhoneCall },
    ],
  },
  {
    label: 'nav.connect',
    items: [
      { to: '/numbers', label: 'nav.numbers', icon: Smartphone },
      { to: '/webhooks', label: 'nav.webhooks', icon: Webhook, isForAdmins: true },
      { to: '/api-keys', label: 'nav.apiKeys', icon: KeyRound, isForAdmins: true },
    ],
  },
  {
    label: 'nav.forget',
    items: [
      { to: '/settings', label: 'nav.settings', icon: Settings, isForAdmins: true },
      { to: '/sweeps', label: 'nav.sweeps', icon: Waves, isForAdmins: true },
      { to: '/requests', label: 'nav.requests', icon: UserX, isForAdmins: true },
      { to: '/holds', label: 'nav.holds', icon: Lock, isForAdmins: true },
      { to: '/receipts', label: 'nav.receipts', icon: FileCheck, isForAdmins: true },
      { to: '/audit', label: 'nav.audit', icon: ScrollText, isForAdmins: true },
    ],
  },
];
