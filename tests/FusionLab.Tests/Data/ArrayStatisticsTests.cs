using FusionLab.Data;
using FusionLab.Linear;
using static TorchSharp.torch;

namespace FusionLab.Tests.Data;

/// <summary>What linear networks see of one's own arrays.</summary>
public class ArrayStatisticsTests
{
    /// <summary>In principal axes, without the third feature of b, which repeats the first: nothing that the theory takes changes.</summary>
    [Fact]
    public void Correlations_are_those_of_the_samples_up_to_a_rotation_of_each_modality()
    {
        using var scope = NewDisposeScope();
        const int samples = 40, classes = 3;
        var random = new Random(1);
        double[,] x = new double[samples, 5], y = new double[samples, classes];
        long[] labels = [.. Enumerable.Range(0, samples).Select(n => (long)(n % classes))];
        for (int n = 0; n < samples; n++)
        {
            for (int d = 0; d < 4; d++)
            {
                x[n, d] = random.NextDouble() - 0.3 + (0.2 * (d + 1) * labels[n]);
            }

            x[n, 4] = x[n, 2];
            double[] target = TaskStatistics.ClassTarget((int)labels[n], classes);
            for (int c = 0; c < classes; c++)
            {
                y[n, c] = target[c];
            }
        }

        var all = tensor(x);
        using var data = new TensorData(
            [new Modality("a", [2]), new Modality("b", [3])],
            classes,
            [all.narrow(1, 0, 2).clone(), all.narrow(1, 2, 3).clone()],
            tensor(labels),
            new EvaluationSet([zeros(1, 2), zeros(1, 3)], zeros(1, dtype: ScalarType.Int64)));

        var actual = ArrayTask.MeasureStatistics(data);
        var expected = TaskStatistics.FromSamples(x, y, [new("a", 2), new("b", 3)]);

        Assert.Equal([2, 2], actual.Modalities.Select(modality => modality.Dimension));
        Assert.Equal(expected.OutputPower, actual.OutputPower, 1e-12);
        for (int m = 0; m < 2; m++)
        {
            Assert.Equal(expected.SigmaYxOf(m).FrobeniusNorm(), actual.SigmaYxOf(m).FrobeniusNorm(), 1e-12);
            Assert.Equal(expected.SigmaBlock(m, m).Trace(), actual.SigmaBlock(m, m).Trace(), 1e-12);
            Assert.Equal(expected.ResidualSigmaYx(m, 1 - m).FrobeniusNorm(), actual.ResidualSigmaYx(m, 1 - m).FrobeniusNorm(), 1e-10);
        }

        Assert.Equal(Explained(expected), Explained(actual), 1e-10);

        static double Explained(TaskStatistics statistics) => (FixedPoints.Global(statistics) * statistics.SigmaYx.Transpose()).Trace();
    }

    [Fact]
    public void More_features_than_the_theory_can_take_are_refused()
    {
        using var scope = NewDisposeScope();
        using var data = new TensorData(
            [new Modality("a", [4097])], 2, [zeros(1, 4097)], zeros(1, dtype: ScalarType.Int64), new EvaluationSet([zeros(1, 4097)], zeros(1, dtype: ScalarType.Int64)));

        Assert.StartsWith("The modalities have 4097 features together", Assert.Throws<ConfigException>(() => ArrayTask.MeasureStatistics(data)).Message, StringComparison.Ordinal);
    }
}
