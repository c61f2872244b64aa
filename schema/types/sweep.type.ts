import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf, type Connection } from './connection.type.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';
import type {
  PhaseName,
  ProblemKind,
  RecordClass,
  SweepKind,
  SweepState,
  SweepTrigger,
} from '../../src/domain/sweep.js';
import {
  PhaseEnum,
  ProblemEnum,
  RecordClassEnum,
  SweepKindEnum,
  SweepStateEnum,
  SweepTriggerEnum,
} from './sweepEnums.type.js';

const simpleResolvers = true;

@ObjectType('SweepClassCount', { simpleResolvers })
export class SweepClassCount {
  @Field(() => RecordClassEnum)
  declare readonly class: RecordClass;

  @Field(() => Int)
  declare readonly deleted: number;

  @Field(() => Int, { description: 'Of `SEND_LOG`: they stay without their PII.' })
  declare readonly redacted: number;

  @Field(() => Int, {
    description: 'Due, and passed by: a legal hold keeps them. Known when it is finished.',
  })
  declare readonly held: number;
}

@ObjectType('SweepPhase', {
  simpleResolvers,
  description: 'What one phase has done so far. Counts alone, no PII.',
})
export class SweepPhase {
  @Field(() => PhaseEnum)
  declare readonly name: PhaseName;

  @Field(() => Int)
  declare readonly deleted: number;

  @Field(() => Int)
  declare readonly redacted: number;

  @Field(() => Int, {
    description: 'Records that could not be deleted or redacted; the next sweep tries them again.',
  })
  declare readonly failed: number;

  @Field(() => ProblemEnum, {
    nullable: true,
    description: 'Why it could not do its work; the other phases went on, and the next sweep tries again.',
  })
  declare readonly problem: ProblemKind | null;

  @Field(() => Int, { description: 'Due records that legal holds keep. Known when it is finished.' })
  declare readonly held: number;

  @Field(() => [SweepClassCount], { description: '`deleted`, `redacted` and `held` by class.' })
  declare readonly classes: readonly SweepClassCount[];
}

@ObjectType('SweepFailure', { simpleResolvers, description: 'A record that could not be deleted. No PII.' })
export class SweepFailure {
  @Field(() => PhaseEnum)
  declare readonly phase: PhaseName;

  @Field(() => ID)
  declare readonly recordId: string;

  @Field(() => String)
  declare readonly reason: string;

  @Field(() => DateTime, { description: 'When it failed for the first time.' })
  declare readonly since: Date;
}

@ObjectType('Sweep', {
  implements: Node,
  simpleResolvers,
  description: 'One run of the cleanup over the account. Needs the role ADMIN. No PII.',
})
export class Sweep extends Node {
  @Field(() => SweepKindEnum)
  declare readonly kind: SweepKind;

  @Field(() => SweepTriggerEnum)
  declare readonly trigger: SweepTrigger;

  @Field(() => SweepStateEnum)
  declare readonly state: SweepState;

  @Field(() => DateTime, {
    description: 'The instant that decides what is due; frozen when the sweep was asked for.',
  })
  declare readonly asOf: Date;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => DateTime, { nullable: true })
  declare readonly startedAt: Date | null;

  @Field(() => DateTime, { nullable: true })
  declare readonly finishedAt: Date | null;

  @Field(() => [SweepPhase], { description: 'In the order they run.' })
  declare readonly phases: readonly SweepPhase[];

  @Field(() => Int, { description: 'Records that failed in this run.' })
  declare readonly failureCount: number;

  @Field(() => String, { nullable: true, description: 'Why a FAILED sweep failed.' })
  declare readonly reason: string | null;

  declare readonly numberId: string | null;
}

export type SweepConnection = Connection<Sweep>;
export const SweepConnection = connectionOf('Sweep', () => Sweep);
