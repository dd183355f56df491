package dev.byol.api.spec.data;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.byol.api.spec.field.Copies;
import dev.byol.api.spec.field.Keyed;
import dev.byol.api.spec.field.Range;
import dev.byol.api.spec.field.Text;
import dev.byol.api.spec.field.TextForm;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** The pictures to train on; labels are optional and used for measuring only. */
@RecordBuilder
public record DataSpec(
    @JsonPropertyDescription(
            "Training split: a directory, a file, or shards such as data/train-{000000..000003}.tar; relative paths start at the current directory. Required.")
        @Text(TextForm.LINE)
        String uri,
    @JsonPropertyDescription(
            "Held-out split in the same format, for evaluation only. Unset: no evaluation on held-out pictures.")
        @Text(TextForm.LINE)
        String validationUri,
    @JsonPropertyDescription("Auto, WebDataset, ImageFolder, Cifar10 or Cifar100. Default Auto.")
        DataFormat format,
    @JsonPropertyDescription(
            "Number of classes; 0 ignores the labels. Unset: counted from the data.")
        @Range(min = 0, max = 1000000)
        Integer classes,
    @JsonPropertyDescription(
            "Share of unreadable pictures that may be skipped before the run stops. Default 0.01.")
        @Range(min = 0, max = 1)
        Double maxDamagedFraction,
    @JsonPropertyDescription(
            "The largest picture that is decoded, in pixels (height times width); a larger one counts as damaged. Default 50000000.")
        @Range(min = 1, max = 700000000)
        Integer maxPicturePixels,
    @JsonPropertyDescription(
            "AsStored: the EXIF orientation of cameras is ignored, as the reference ignores it. Exif: pictures are turned as it says. Default AsStored.")
        Orientation orientation,
    @JsonPropertyDescription(
            "What transparent pixels become: Drop keeps the colours stored beneath, as the reference does; White or Black lays the picture over that colour. Default Drop.")
        Transparency transparency,
    @JsonPropertyDescription(
            "Threads per worker that decode and augment. Unset: the cores given to the worker.")
        @Range(min = 1, max = 1024)
        Integer loaderThreads,
    @JsonPropertyDescription(
            "WebDataset only: ending of the file of a sample that is its picture, such as input.jpg. Unset: the one that ends in the name of a picture format alone.")
        @Text(TextForm.LINE)
        String pictureMember,
    @JsonPropertyDescription(
            "WebDataset only: where the key of a file name ends, FirstDot or LastDot. Default FirstDot.")
        KeyEnd keyEnd,
    @JsonPropertyDescription(
            "What is meant although it looks like a mistake, and does not stop the run: Overlap, BothSplits, UnreadPictures, UnlabelledSamples, LeftOutSamples, UnseenClasses, RepeatedSamples or NestedClasses. Unset: nothing.")
        @Keyed
        List<DataDoubt> accept)
    implements DataSpecBuilder.With {
  public DataSpec {
    accept = Copies.of(accept);
  }
}
