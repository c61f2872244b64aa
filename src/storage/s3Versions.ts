import {
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type DeleteMarkerEntry,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';

export interface S3Place {
  readonly client: S3Client;
  readonly bucket: string;
}

/** A version of an object, or the marker that a deletion by name alone leaves in a bucket with versions. */
export interface S3Version {
  readonly key: string;
  readonly id: string | undefined;
  /** 0 of a marker. */
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** Every version and marker of the keys that begin so; those of one key follow each other. */
export async function* listVersions(
  { client, bucket }: S3Place,
  prefix: string,
): AsyncGenerator<S3Version, void, undefined> {
  let next: { readonly KeyMarker?: string | undefined; readonly VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...next }),
    );
    const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(toVersion);
    // The two lists are sorted each for itself.
    yield* versions.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : b.bytes - a.bytes));
    if (page.IsTruncated !== true || page.NextKeyMarker === undefined) return;
    next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

function toVersion(entry: ObjectVersion | DeleteMarkerEntry): S3Version {
  return {
    key: entry.Key ?? '',
    id: entry.VersionId,
    bytes: 'Size' in entry ? (entry.Size ?? 0) : 0,
    modifiedAt: entry.LastModified ?? new Date(),
  };
}

export interface S3Upload {
  readonly key: string;
  readonly uploadId: string;
  readonly startedAt: Date;
}

/** Uploads in parts that were begun and neither completed nor given up. */
export async function* listUploads(
  { client, bucket }: S3Place,
  prefix: string,
): AsyncGenerator<S3Upload, void, undefined> {
  let next: { readonly KeyMarker?: string | undefined; readonly UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...next }),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key !== undefined && UploadId !== undefined && Initiated)
        yield { key: Key, uploadId: UploadId, startedAt: Initiated };
    }
    if (page.IsTruncated !== true || page.NextKeyMarker === undefined) return;
    next = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}
