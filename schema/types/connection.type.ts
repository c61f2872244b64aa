import { Field, Int, ObjectType, type ClassType } from 'type-graphql';
import type { Notice } from '../../src/domain/retentionRules.js';
import { NoticeEnum } from './enums.type.js';

const simpleResolvers = true;

@ObjectType({ description: 'Where a page lies in its list (Relay cursor connections).', simpleResolvers })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more behind `endCursor`.' })
  declare readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether there is more before `startCursor`.' })
  declare readonly hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'Opaque; null for an empty page.' })
  declare readonly startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'Opaque; null for an empty page.' })
  declare readonly endCursor: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

/** A page as resolvers give it: plain, but for the count, which nobody takes until it is selected. */
export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: PageInfo;
  readonly count: () => Promise<number>;
}

export interface NoticedConnection<T> extends Connection<T> {
  readonly notice: Notice | null;
}

/** The type `<name>Connection` of pages of nodes. */
export function connectionOf<T extends object>(
  name: string,
  item: () => ClassType<T>,
): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`, { simpleResolvers })
  class EdgeType {
    @Field(() => String, { description: 'Opaque; for `after` or `before`.' })
    declare readonly cursor: string;

    @Field(() => item())
    declare readonly node: T;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers })
  class ConnectionType implements Connection<T> {
    @Field(() => [EdgeType])
    declare readonly edges: readonly EdgeType[];

    @Field(() => PageInfo)
    declare readonly pageInfo: PageInfo;

    declare readonly count: () => Promise<number>;

    @Field(() => Int, {
      // A scan of an index, where the page is a few of its rows.
      complexity: 10,
      description: 'All there are behind the same arguments; counted only when asked for.',
    })
    totalCount(): Promise<number> {
      return this.count();
    }
  }
  return ConnectionType;
}

/** The same, of records that a policy may hide: with the reason. */
export function noticedConnectionOf<T extends object>(
  name: string,
  item: () => ClassType<T>,
): ClassType<NoticedConnection<T>> {
  const ConnectionType = connectionOf(name, item) as ClassType<NoticedConnection<T>>;
  const description = 'Why the list is shorter than history; null: it is not.';
  Field(() => NoticeEnum, { nullable: true, description })(ConnectionType.prototype as object, 'notice');
  return ConnectionType;
}
