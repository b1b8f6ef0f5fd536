using FusionLab.Data;
using FusionLab.Data.Mnist;
using FusionLab.Data.Moments;
using FusionLab.Data.Synthetic;
using FusionLab.Theory;
using MathNet.Numerics.LinearAlgebra;
using static TorchSharp.torch;

namespace FusionLab.Tests.Data.Moments;

public class ImageMomentsTests
{
    private static readonly ImageSet Digits = SyntheticDigits.Draw(seed: 1, trainSamples: 1_500, testSamples: 1);

    [Fact]
    public void Moments_are_those_of_the_normalized_pixels()
    {
        const int samples = 400;
        var moments = ImageMoments.Of(Digits, samples);

        double[] pixels = [.. Digits.TrainImages.Values.Take(samples * 784).Select(p => ((p / 255.0) - NoisyMnist.PixelMean) / NoisyMnist.PixelDeviation)];
        double[] ofClass3 = new double[784];
        for (int i = 0; i < pixels.Length; i++)
        {
            ofClass3[i % 784] += Digits.TrainLabels.Values[i / 784] == 3 ? pixels[i] / samples : 0;
        }

        Assert.Equal(pixels.Sum(p => p * p) / samples, moments.Variances.Sum(), 1e-6 * moments.Variances.Sum());
        Assert.Equal(ofClass3.Sum(x => x * x), moments.ClassMeans.Skip(3 * 784).Take(784).Sum(x => x * x), 1e-6);
        Assert.Equal(Digits.TrainLabels.Values.Take(samples).Count(label => label == 3) / (double)samples, moments.ClassShares[3]);
    }

    [Fact]
    public void The_corruption_mixture_in_closed_form_is_the_average_over_epochs()
    {
        // A stronger and more frequent noise than usual, so that the sampling error is seen to be small against it.
        var config = new DataConfig
        {
            Corruption = new()
            {
                Signal = 0.3,
                Noise = 0.8,
                Patterns = [new() { Corrupt = ["b"], Probability = 0.5 }, new() { Corrupt = ["a", "b"], Probability = 0.2 }, new() { Probability = 0.3 }],
            },
        };
        var exact = NoisyMnistStatistics.Of(ImageMoments.Of(Digits, 1_500), config);
        var sampled = Sampled(config, epochs: 10);

        for (int m = 0; m < 2; m++)
        {
            Assert.Equal(1, exact.SigmaYxOf(m).FrobeniusNorm() / sampled.SigmaYxOf(m).FrobeniusNorm(), 0.01);
            Assert.Equal(1, exact.SigmaBlock(m, m).Trace() / sampled.SigmaBlock(m, m).Trace(), 0.01);
            Assert.Equal(1, exact.SigmaBlock(m, m).FrobeniusNorm() / sampled.SigmaBlock(m, m).FrobeniusNorm(), 0.01);
        }

        Assert.Equal(exact.OutputPower, sampled.OutputPower, 1e-6);
        Assert.Equal(1, exact.SigmaBlock(0, 1).FrobeniusNorm() / sampled.SigmaBlock(0, 1).FrobeniusNorm(), 0.01);
    }

    private static TaskStatistics Sampled(DataConfig config, int epochs)
    {
        using var data = new NoisyMnist(new ResolvedImages(Digits, "synthetic", null, []), config, CPU, flatten: true);
        using var scope = NewDisposeScope();
        var (sigma, sigmaYx) = (zeros(1568, 1568), zeros(10, 1568));
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            using var inner = NewDisposeScope();
            using var batch = data.Batch([1], epoch, 0, batchSize: 1_500);
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
