import type { ButtonHTMLAttributes, ReactNode } from 'react';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  /** `primary`: the one thing to do here; `danger`: cannot be taken back; `quiet`: in rows and bars. */
  readonly look?: 'primary' | 'plain' | 'danger' | 'quiet';
  readonly small?: boolean;
  /** It is being done: cannot be pressed again, and says so. */
  readonly busy?: boolean;
  readonly icon?: ReactNode;
}

export function Button({
  look = 'plain',
  small = false,
  busy = false,
  icon,
  children,
  type = 'button',
  disabled,
  ...rest
}: ButtonProps) {
  const classes = ['button', `button-${look}`, ...(small ? ['button-small'] : [])].join(' ');
  return (
    <button
      {...rest}
      type={type}
      className={classes}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {icon}
      {children}
    </button>
  );
}

/** A button that shows an icon alone; the label is read out and shown on hover. */
export function IconButton({
  label,
  icon,
  ...rest
}: Omit<ButtonProps, 'children' | 'look'> & { readonly label: string }) {
  return (
    <Button {...rest} look="quiet" aria-label={label} title={label}>
      {icon}
    </Button>
  );
}
