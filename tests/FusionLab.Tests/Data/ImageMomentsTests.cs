using FusionLab.Data;
using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;
using static TorchSharp.torch;

namespace FusionLab.Tests.Data;

public class ImageMomentsTests
{
    private static readonly ImageSet Digits = SyntheticDigits.Draw(seed: 1, trainSamples: 1_500, testSamples: 1);

    [Fact]
    public void Moments_are_those_of_the_normalized_pixels()
    {
        const int samples = 400;
        var moments = ImageMoments.Measure(Digits, samples);

        double[] pixels = Normalized(samples);
        double[] ofClass3 = new double[784];
        for (int i = 0; i < pixels.Length; i++)
        {
            ofClass3[i % 784] += Digits.TrainLabels.Values[i / 784] == 3 ? pixels[i] / samples : 0;
        }

        Assert.Equal(pixels.Sum(p => p * p) / samples, moments.Variances.Sum(), 1e-6 * moments.Variances.Sum());
        Assert.Equal(ofClass3.Sum(x => x * x), moments.ClassMeans.Skip(3 * 784).Take(784).Sum(x => x * x), 1e-6);
        Assert.Equal(Digits.TrainLabels.Values.Take(samples).Count(label => label == 3) / (double)samples, moments.ClassShares[3]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1_500)] // more than one block
    public void Moments_agree_with_sums_in_double_precision(int samples)
    {
        var moments = ImageMoments.Measure(Digits, samples);

        using var scope = NewDisposeScope();
        double[] pixels = Normalized(samples);
        byte[] labels = Digits.TrainLabels.Values[..samples];
        double[] ofClasses = [.. Enumerable.Range(0, 10).SelectMany(c => labels.Select(label => label == c ? 1.0 : 0))];
        var x = tensor(pixels).view(samples, 784);
        var covariance = x.t().mm(x) / samples;
        var means = tensor(ofClasses).view(10, samples).mm(x) / samples;
        double[] variances = linalg.eigvalsh(covariance).data<double>().ToArray();
        var found = tensor(moments.ClassMeans).view(10, 784);

        Assert.All(variances.Zip(moments.Variances), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * variances[^1]));
        AssertSame(means.mm(means.t()), found.mm(found.t())); // what no rotation of the axes changes
        AssertSame(means.mm(covariance).mm(means.t()), (found * tensor(moments.Variances)).mm(found.t()));
    }

    [Fact]
    public void Sums_of_bytes_are_exact_even_where_every_pixel_is_at_its_end()
    {
        const int samples = 2_500;
        byte[] pixels = [.. Enumerable.Range(0, samples).SelectMany(_ => new byte[] { 0, 0, 255 })];
        byte[] labels = [.. Enumerable.Range(0, samples).Select(i => (byte)(i % 10))];
        IdxArray images = new([samples, 1, 3], pixels), classes = new([samples], labels);

        using var scope = NewDisposeScope();
        var (products, byClass) = ImageMoments.SumBytes(new ImageSet([images, classes, images, classes]), samples);

        Assert.Equal(samples * 128.0 * 128, products[1, 0].item<double>());
        Assert.Equal(samples * -128.0 * 127, products[2, 1].item<double>());
        Assert.Equal(samples * 127.0 * 127, products[2, 2].item<double>());
        Assert.Equal(samples / 10 * 127.0, byClass[9, 2].item<double>());
    }

    [Fact]
    public void The_corruption_mixture_in_closed_form_is_the_average_over_epochs()
    {
        // A stronger and more frequent noise than usual, so that the sampling error is seen to be small against it.
        var config = new NoisyMnistConfig
        {
            Corruption = new()
            {
                Signal = 0.3,
                Noise = 0.8,
                Patterns =
                [
                    new() { Corrupt = ["b"], Probability = 0.5 },
                    new() { Corrupt = ["a", "b"], Probability = 0.2 },
                    new() { Probability = 0.3 },
                ],
            },
        };
        var exact = ImageMoments.Measure(Digits, 1_500).ComputeStatistics(config);
        var sampled = Sampled(config, epochs: 10);

        for (int m = 0; m < 2; m++)
        {
            Assert.Equal(1, exact.SelectSigmaYx(m).FrobeniusNorm() / sampled.SelectSigmaYx(m).FrobeniusNorm(), 0.01);
            Assert.Equal(1, exact.SelectSigma(m, m).Trace() / sampled.SelectSigma(m, m).Trace(), 0.01);
            Assert.Equal(1, exact.SelectSigma(m, m).FrobeniusNorm() / sampled.SelectSigma(m, m).FrobeniusNorm(), 0.01);
        }

        Assert.Equal(exact.OutputPower, sampled.OutputPower, 1e-6);
        Assert.Equal(1, exact.SelectSigma(0, 1).FrobeniusNorm() / sampled.SelectSigma(0, 1).FrobeniusNorm(), 0.01);
    }

    private static double[] Normalized(int samples) =>
        [.. Digits.TrainImages.Values.Take(samples * 784).Select(p => ((p / 255.0) - NoisyMnist.PixelMean) / NoisyMnist.PixelDeviation)];

    private static void AssertSame(Tensor expected, Tensor actual) =>
        Assert.InRange((actual - expected).abs().max().item<double>(), 0, 1e-12 * expected.abs().max().item<double>());

    private static TaskStatistics Sampled(NoisyMnistConfig config, int epochs)
    {
        using var data = new NoisyMnist(new ResolvedImages(Digits, "synthetic", null, []), config, CPU, flatten: true);
        using var scope = NewDisposeScope();
        var (sigma, sigmaYx) = (zeros(1568, 1568), zeros(10, 1568));
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            using var inner = NewDisposeScope();
            using var batch = data.DrawBatch([1], epoch, 0, batchSize: 1_500);
            var x = cat([.. batch.Inputs.Select(input => input.view(1_500, 784))], 1);
            var y = full([1_500, 10], -0.1f).scatter_(1, batch.Targets.view(1_500, 1), full([1_500, 1], 0.9f));
            sigma.add_(x.t().mm(x), 1.0 / (1_500 * epochs));
            sigmaYx.add_(y.t().mm(x), 1.0 / (1_500 * epochs));
        }

        return TaskStatistics.FromAverages([new("a", 784), new("b", 784)], ToMatrix(sigma), ToMatrix(sigmaYx), 0.9);
    }

    private static Matrix<double> ToMatrix(Tensor tensor)
    {
        double[] values = tensor.to(float64).data<double>().ToArray();
        int columns = (int)tensor.shape[1];
        return Matrix<double>.Build.Dense((int)tensor.shape[0], columns, (i, j) => values[(i * columns) + j]);
    }
}
