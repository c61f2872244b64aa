import type { ReactNode } from 'react';

/** What stands where a list has nothing: why, and what to do. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  isPage = false,
}: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** There is nothing else on the page: the title is its heading. */
  readonly isPage?: boolean;
}) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div className="empty">
      {icon !== undefined && <div className="empty-icon">{icon}</div>}
      <Title className="empty-title">{title}</Title>
      {children !== undefined && <div className="empty-text">{children}</div>}
      {action}
    </div>
  );
}
