using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>What is subtracted from a modality's samples, and what they are divided by; both measured on the training samples.</summary>
/// <param name="Shift">A scalar, or one number per feature; double precision.</param>
/// <param name="Scale">The same, nowhere 0.</param>
/// <param name="Blank">What a branch sees that is switched off, after normalization: the training samples' mean.</param>
/// <param name="Warning">What is odd about the samples, the rest of a sentence; null: nothing.</param>
internal sealed record Normalization(Tensor Shift, Tensor Scale, double Blank, string? Warning)
{
    /// <summary>
    /// All of a modality's numbers have mean 0 and standard deviation 1 together: features keep their relative strengths.
    /// </summary>
    public const string OfModality = "modality";

    /// <summary>Every feature has mean 0 and standard deviation 1.</summary>
    public const string OfFeature = "feature";

    /// <summary>The samples stay as they are.</summary>
    public const string None = "none";

    /// <summary>Fewer numbers than this may well have one that is far from the others.</summary>
    private const int Many = 100;

    /// <summary>Measures training samples, in portions.</summary>
    /// <param name="archive">The file.</param>
    /// <param name="name">The array.</param>
    /// <param name="samples">The samples' numbers, ascending.</param>
    /// <param name="kind">One of the constants here.</param>
    public static Normalization Measure(ArrayArchive archive, string name, int[] samples, string kind)
    {
        using var scope = NewDisposeScope();
        long count = 0;
        double[] mean = [], squares = []; // one a feature, or one for all; squares of what lies around the mean
        long[] shape = [];
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        var check = new ValueCheck(archive.Describe(name), samples);
        archive.ReadRows(name, samples, (start, rows) =>
        {
            var values = rows.to(ScalarType.Float64);
            check.Add(start, values, values);
            values = kind == OfFeature ? values : values.reshape(-1);
            shape = values.shape[1..];
            var centre = values.mean([0]);
            Merge(values.shape[0], Numbers(centre), Numbers(values.sub(centre).square().sum(dim: 0)));
            (least, most) = (Math.Min(least, values.min().item<double>()), Math.Max(most, values.max().item<double>()));
        });
        check.ThrowIfAny();
        if (kind == None)
        {
            return new Normalization(Place([0], []), Place([1], []), mean[0], null);
        }

        // What never changes becomes 0.
        double[] deviations = [.. squares.Select(sum => Math.Sqrt(sum / count)).Select(deviation => deviation > 0 ? deviation : 1)];
        double farthest = most - mean[0] > mean[0] - least ? most : least;
        double share = Math.Pow(farthest - mean[0], 2) / squares[0];
        string? warning = kind == OfModality && count >= Many && share > 0.5
            ? FormattableString.Invariant($"has one value, {farthest:G6}, that makes up {100 * share:0} % of its variance: ")
                + "normalized by it, the others are nearly equal; check it, or choose data.normalize."
            : null;
        return new Normalization(Place(mean, shape), Place(deviations, shape), 0, warning);

        // Chan, Golub and LeVeque (1983): the mean and the squares around it of two sets together.
        void Merge(long more, double[] centres, double[] around)
        {
            (mean, squares) = count == 0 ? (new double[centres.Length], new double[centres.Length]) : (mean, squares);
            for (int i = 0; i < centres.Length; i++)
            {
                double step = centres[i] - mean[i];
                mean[i] += step * more / (count + more);
                squares[i] += around[i] + (step * step * count * more / (count + more));
            }

            count += more;
        }

        static double[] Numbers(Tensor values) => values.reshape(-1).data<double>().ToArray();

        static Tensor Place(double[] values, long[] shape) => tensor(values).view(shape).MoveToOuterDisposeScope();
    }

    /// <summary>Normalizes samples of the modality that was measured.</summary>
    /// <param name="samples"><c>[N, ...]</c>, in double precision.</param>
    public Tensor Apply(Tensor samples) => samples.sub(Shift).div(Scale);
}

/// <summary>Counts the values of an array that training cannot use: what is no number, infinite, or beyond single precision.</summary>
/// <param name="array">How a sentence names the array.</param>
/// <param name="samples">The numbers of the samples that are read, ascending.</param>
internal sealed class ValueCheck(string array, int[] samples)
{
    private readonly long[] _counts = new long[4];
    private int? _first;

    /// <summary>Counts those of one portion.</summary>
    /// <param name="start">The place of its first sample among those that are read.</param>
    /// <param name="values">As saved, <c>[N, ...]</c>, in double precision.</param>
    /// <param name="normalized">As training gets them, <c>[N, ...]</c>.</param>
    public void Add(int start, Tensor values, Tensor normalized)
    {
        using var scope = NewDisposeScope();
        using Scalar largest = (double)float.MaxValue;
        var isLarge = values.abs().gt(largest);
        var isBad = normalized.isfinite().logical_not().logical_or(isLarge);
        if (isBad.any().item<bool>())
        {
            Tensor[] kinds = [isBad, values.isnan(), values.isinf(), isLarge];
            for (int kind = 0; kind < kinds.Length; kind++)
            {
                _counts[kind] += kinds[kind].sum().item<long>();
            }

            _first ??= samples[start + isBad.flatten(1).any(1).to(ScalarType.Int64).argmax().item<long>()];
        }
    }

    /// <summary>Refuses the array if there are any.</summary>
    /// <exception cref="DataException">It says how many of which kind, and where the first is.</exception>
    public void ThrowIfAny()
    {
        if (_first is not int sample)
        {
            return;
        }

        var (all, nan, infinite, large) = (_counts[0], _counts[1], _counts[2], _counts[3] - _counts[2]);
        (long Count, string What)[] kinds =
        [
            (nan, "NaN"), (infinite, "infinite"), (large, "beyond float32"),
            (all - nan - infinite - large, "beyond float32 once normalized"),
        ];
        string found = string.Join(", ", kinds.Where(kind => kind.Count > 0).Select(kind => $"{kind.Count} {kind.What}"));
        throw new DataException($"{array} holds {all} {(all == 1 ? "value" : "values")} that training cannot use ({found}), the first in "
            + $"sample {sample}, counted from 0; replace or remove them.");
    }
}
