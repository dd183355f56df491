package dev.byol.trainer.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Listings, which a store gives in pages of up to 1,000 keys, one request each.
 *
 * @param calls of the store that is asked
 */
record Pages(Calls calls) {
  private enum Extent {
    ALL,
    UNTIL_ONE_IS_FOUND
  }

  /** Everything whose key begins with that of {@code prefix}. */
  Listing all(ObjectAddress prefix) throws IOException {
    return list(prefix, null, Extent.ALL);
  }

  /** What lies directly in a folder. */
  Listing folder(ObjectAddress folder) throws IOException {
    return list(folder, "/", Extent.ALL);
  }

  boolean isAny(ObjectAddress prefix) throws IOException {
    return !list(prefix, null, Extent.UNTIL_ONE_IS_FOUND).objects().isEmpty();
  }

  /** Uploads that were begun and neither completed nor given up. */
  List<MultipartUpload> uploads(ObjectAddress prefix) throws IOException {
    return calls.call(
        "list",
        prefix,
        s3 ->
            s3
                .listMultipartUploadsPaginator(r -> r.bucket(prefix.bucket()).prefix(prefix.key()))
                .uploads()
                .stream()
                .toList());
  }

  private Listing list(ObjectAddress prefix, String delimiter, Extent extent) throws IOException {
    List<ObjectInfo> objects = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    String token = null;
    do {
      ListObjectsV2Request request =
          ListObjectsV2Request.builder()
              .bucket(prefix.bucket())
              .prefix(prefix.key())
              .delimiter(delimiter)
              .continuationToken(token)
              .build();
      ListObjectsV2Response page = calls.call("list", prefix, s3 -> s3.listObjectsV2(request));
      for (S3Object found : page.contents()) {
        objects.add(new ObjectInfo(found.key(), found.size(), found.eTag(), found.lastModified()));
      }
      page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(folders::add);
      token = page.nextContinuationToken();
    } while (token != null && (extent == Extent.ALL || objects.isEmpty()));
    return new Listing(objects, folders);
  }
}
