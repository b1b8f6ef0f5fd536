// Shapes: N samples of the training or the test part.
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>One part of an archive, the training or the test samples: its arrays, checked.</summary>
/// <param name="archive">The archive.</param>
/// <param name="part">What its arrays' names begin with.</param>
internal sealed class ArraySamples(ArrayArchive archive, string part)
{
    /// <summary>The training part.</summary>
    public const string Training = "train_";

    /// <summary>The test part.</summary>
    public const string Test = "test_";

    /// <summary>What is no modality.</summary>
    public const string Labels = "labels";

    /// <summary>The classes, <c>[N]</c> int64.</summary>
    /// <exception cref="DataException">They are missing, or no classes.</exception>
    public Tensor ReadLabels()
    {
        using var scope = NewDisposeScope();
        string name = part + Labels;
        var values = archive.Read(name);
        if (values.is_floating_point() || values.numel() == 0 || values.numel() != values.shape[0])
        {
            throw Failure(name, values, "labels are one whole number a sample, such as numpy's int64 of shape (N,)");
        }

        var labels = values.view(-1).to(ScalarType.Int64);
        long least = labels.min().item<long>();
        return least >= 0
            ? labels.MoveToOuterDisposeScope()
            : throw new DataException($"{archive.Describe(name)} has the class {least}; classes are counted from 0.");
    }

    /// <summary>What a modality shows, <c>[N, ...]</c>, in the type it was saved in.</summary>
    /// <param name="modality">Its name.</param>
    /// <param name="samples">N.</param>
    /// <exception cref="DataException">It is missing, or has another shape.</exception>
    public Tensor Read(string modality, long samples)
    {
        string name = part + modality;
        var values = archive.Read(name);
        if (values.dim() is < 2 or > 4 || values.shape.Contains(0))
        {
            throw Failure(name, values, "it must be (samples, features), (samples, height, width) or (samples, channels, height, width)");
        }

        return values.shape[0] == samples ? values : throw Failure(name, values, $"{part}{Labels} has {samples} samples");
    }

    private DataException Failure(string name, Tensor values, string need) =>
        new($"{archive.Describe(name)} has the type {values.dtype} and the shape ({string.Join(", ", values.shape)}); {need}.");
}
