using FusionLab.Config;
using FusionLab.Data;
using static TorchSharp.torch;

namespace FusionLab.Tests.Data;

public class NoisyMnistTests
{
    internal static readonly ResolvedImages Digits = Resolved(SyntheticDigits.Draw(seed: 1, trainSamples: 3_000, testSamples: 50));

    [Fact]
    public void An_epoch_shows_every_sample_once_and_ends_with_a_short_batch()
    {
        using var data = new NoisyMnist(Numbered(50), new NoisyMnistConfig { Corruption = new() { Signal = 1, Noise = 0 } }, CPU, flatten: true);
        var seen = new List<int>();
        for (int index = 0; index < 8; index++)
        {
            using var batch = data.DrawBatch([1], epoch: 3, index, batchSize: 7);
            Assert.Equal(index < 7 ? 7 : 1, batch.Samples);
            seen.AddRange(Numbers(batch));
        }

        Assert.NotEqual(Enumerable.Range(0, 50), seen);
        Assert.Equal(Enumerable.Range(0, 50), seen.Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => data.DrawBatch([1], 3, 8, 7));
    }

    /// <summary>Every image shows its number, of which the last digit is its class.</summary>
    [Fact]
    public void Validation_images_are_clean_of_every_class_and_no_training_images()
    {
        using var data = new NoisyMnist(
            Numbered(50), new NoisyMnistConfig { Corruption = new() { Signal = 1, Noise = 0 }, Validation = 0.2 }, CPU, flatten: true);
        using var batch = data.DrawBatch([1], epoch: 0, index: 0, batchSize: 50);
        using var clean = new ReplicaBatch([data.Validation!.Inputs[0].unsqueeze(0)], data.Validation.Targets.unsqueeze(0));

        Assert.Equal((40L, 10L), (data.TrainSamples, data.Validation.Samples));
        Assert.Equal(Enumerable.Range(0, 10).Select(label => (long)label), data.Validation.Targets.data<long>().ToArray().Order());
        Assert.Equal(Numbers(clean).Select(number => (long)(number % 10)), data.Validation.Targets.data<long>().ToArray());
        Assert.Equal(Enumerable.Range(0, 50), Numbers(batch).Concat(Numbers(clean)).Order());
    }

    [Fact]
    public void Labels_stay_with_their_images()
    {
        using var data = new NoisyMnist(Numbered(50), new NoisyMnistConfig { Corruption = new() { Signal = 1, Noise = 0 } }, CPU, flatten: true);
        using var batch = data.DrawBatch([1, 2], epoch: 0, index: 0, batchSize: 50);

        Assert.Equal(Numbers(batch).Select(number => (long)(number % 10)), batch.Targets.data<long>().ToArray());
    }

    [Fact]
    public void Corruption_strikes_as_often_as_the_patterns_say()
    {
        using var data = new NoisyMnist(Digits, new NoisyMnistConfig(), CPU, flatten: true);
        double a = 0, b = 0, both = 0, samples = 0;
        for (int epoch = 0; epoch < 4; epoch++)
        {
            using var batch = data.DrawBatch([1, 2], epoch, 0, batchSize: 3_000);
            var (struckA, struckB) = (Struck(batch.Inputs[0]), Struck(batch.Inputs[1]));
            samples += struckA.Length;
            a += struckA.Count(struck => struck);
            b += struckB.Count(struck => struck);
            both += struckA.Zip(struckB).Count(pair => pair.First && pair.Second);
        }

        // Within 5 standard deviations of 24,000 draws.
        Assert.Equal(24_000, samples);
        Assert.InRange(a / samples, 0.16 - 0.012, 0.16 + 0.012);
        Assert.InRange(b / samples, 0.80 - 0.013, 0.80 + 0.013);
        Assert.Equal(0, both);
    }

    [Fact]
    public void A_corrupted_image_is_a_tenth_of_it_plus_gaussian_noise()
    {
        using var data = new NoisyMnist(Digits, CorruptionMixtureTests.With(("b", 1)), CPU, flatten: true);
        using var batch = data.DrawBatch([5], epoch: 0, index: 0, batchSize: 1_000);
        using var scope = NewDisposeScope();
        var noise = (batch.Inputs[1] - (0.1 * batch.Inputs[0])).to(ScalarType.Float64);
        double mean = noise.mean().item<double>();
        double variance = noise.pow(2).mean().item<double>() - (mean * mean);
        double fourth = noise.pow(4).mean().item<double>();

        // 784,000 draws: 5 standard errors of each moment.
        Assert.InRange(mean, -0.00085, 0.00085);
        Assert.InRange(variance / (0.15 * 0.15), 1 - 0.008, 1 + 0.008);
        Assert.InRange(fourth / Math.Pow(0.15, 4), 3 - 0.06, 3 + 0.06);
    }

    [Fact]
    public void Three_modalities_are_struck_only_in_the_listed_combinations()
    {
        var config = CorruptionMixtureTests.With(("a,b", 0.5), ("b,c", 0.3), ("", 0.2)) with { Modalities = ["a", "b", "c"] };
        using var data = new NoisyMnist(Digits, config, CPU, flatten: true);
        using var batch = data.DrawBatch([1], epoch: 0, index: 0, batchSize: 1_000);

        var struck = batch.Inputs.Select(Struck).ToArray();
        var combinations = Enumerable.Range(0, 1_000).CountBy(i => (struck[0][i], struck[1][i], struck[2][i])).ToDictionary();

        Assert.Equal(3, combinations.Count);
        Assert.InRange(combinations[(true, true, false)], 420, 580);
        Assert.InRange(combinations[(false, true, true)], 227, 373);
        Assert.InRange(combinations[(false, false, false)], 136, 264);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_replicas_batch_is_the_same_bits_alone_and_among_others(int replicas)
    {
        using var data = new NoisyMnist(Digits, new NoisyMnistConfig(), CPU, flatten: true);
        ulong[] seeds = [.. Enumerable.Range(1, replicas).Select(seed => (ulong)seed)];
        using var together = data.DrawBatch(seeds, epoch: 2, index: 1, batchSize: 130);
        for (int r = 0; r < replicas; r++)
        {
            using var other = new NoisyMnist(Digits, new NoisyMnistConfig(), CPU, flatten: true);
            using var alone = other.DrawBatch([seeds[r]], epoch: 2, index: 1, batchSize: 130);
            for (int m = 0; m < 2; m++)
            {
                Assert.Equal(Bits(alone.Inputs[m]), Bits(together.Inputs[m][r]));
            }

            Assert.Equal(alone.Targets.data<long>().ToArray(), together.Targets[r].data<long>().ToArray());
        }
    }

    [Fact]
    public void Batches_do_not_depend_on_which_were_drawn_before()
    {
        using var data = new NoisyMnist(Digits, new NoisyMnistConfig(), CPU, flatten: true);
        using var first = data.DrawBatch([1], epoch: 4, index: 2, batchSize: 100);
        data.DrawBatch([1], epoch: 5, index: 0, batchSize: 100).Dispose();
        data.DrawBatch([2, 1], epoch: 4, index: 1, batchSize: 100).Dispose();
        using var again = data.DrawBatch([1], epoch: 4, index: 2, batchSize: 100);

        Assert.Equal(Bits(first.Inputs[0]), Bits(again.Inputs[0]));
        Assert.Equal(Bits(first.Inputs[1]), Bits(again.Inputs[1]));
    }

    [Fact]
    public void Order_corruption_and_noise_change_with_epoch_and_seed()
    {
        using var data = new NoisyMnist(Digits, new NoisyMnistConfig(), CPU, flatten: true);
        var places = new (ulong Seed, int Epoch, int Index)[] { (1, 0, 0), (1, 0, 1), (1, 1, 0), (2, 0, 0) };
        var batches = places.Select(place =>
        {
            using var batch = data.DrawBatch([place.Seed], place.Epoch, place.Index, batchSize: 100);
            return string.Join(",", Bits(batch.Inputs[1]).Take(784 * 20));
        });

        Assert.Equal(4, batches.Distinct().Count());
    }

    [Fact]
    public void Only_the_current_epochs_plans_are_kept()
    {
        using var plans = new EpochPlans(100, CPU, CorruptionMixture.Create(new NoisyMnistConfig()));
        for (int epoch = 0; epoch < 5; epoch++)
        {
            foreach (ulong seed in new ulong[] { 1, 2, 3 })
            {
                plans.Get(seed, epoch);
            }
        }

        Assert.Equal(3, plans.Count);
        var plan = plans.Get(2, 5);
        Assert.Equal(1, plans.Count);
        Assert.Same(plan, plans.Get(2, 5));
    }

    [Fact]
    public void Test_images_are_clean_normalized_and_shared_by_the_modalities()
    {
        using var data = new NoisyMnist(Digits, new NoisyMnistConfig { TestSamples = 40 }, CPU, flatten: true);

        Assert.Equal(40, data.Test.Samples);
        Assert.Same(data.Test.Inputs[0], data.Test.Inputs[1]);
        var expected = Digits.Images.TestImages.Values.Take(40 * 784).Select(pixel => ((pixel / 255.0) - 0.1307) / 0.3081).ToArray();
        var actual = data.Test.Inputs[0].data<float>().ToArray();
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory]
    [InlineData(true, new long[] { 2, 10, 784 })]
    [InlineData(false, new long[] { 2, 10, 1, 28, 28 })]
    public void Images_come_flat_for_mlps_and_square_for_cnns(bool flatten, long[] shape)
    {
        using var data = new NoisyMnist(Digits, new NoisyMnistConfig(), CPU, flatten);
        using var batch = data.DrawBatch([1, 2], 0, 0, batchSize: 10);

        Assert.All(batch.Inputs, input => Assert.Equal(shape, input.shape));
        Assert.Equal(shape[2..], data.Modalities[0].Shape);
        Assert.Equal([2, 10], batch.Targets.shape);
        Assert.Equal(shape[2..], data.Test.Inputs[0].shape[1..]);
    }

    [Fact]
    public void A_limit_takes_the_first_samples()
    {
        var config = new NoisyMnistConfig { TrainSamples = 20, Corruption = new() { Signal = 1, Noise = 0 } };
        using var data = new NoisyMnist(Numbered(50), config, CPU, flatten: true);
        using var batch = data.DrawBatch([1], 0, 0, batchSize: 1_000);

        Assert.Equal(20, data.TrainSamples);
        Assert.Equal(Enumerable.Range(0, 20), Numbers(batch).Order());
        var none = new NoisyMnistConfig { TestSamples = 0 };
        var error = Assert.Throws<ConfigException>(() => ConfigRules.Check(none, "data"));
        Assert.Equal("data.testSamples is 0; it must be 1 or more.", error.Message);
    }

    [Fact]
    public void The_origin_is_recorded() =>
        Assert.Equal(new DatasetInfo("noisyMnist", "synthetic", Digits.Images.Sha256, null), Digits.Info);

    /// <summary>Pictures whose first pixel says which they are.</summary>
    internal static ResolvedImages Numbered(int samples)
    {
        var pixels = new byte[samples * 784];
        for (int i = 0; i < samples; i++)
        {
            pixels[i * 784] = (byte)(5 * i);
        }

        var images = new IdxArray([samples, 28, 28], pixels);
        var labels = new IdxArray([samples], [.. Enumerable.Range(0, samples).Select(i => (byte)(i % 10))]);
        return Resolved(new ImageSet([images, labels, images, labels]));
    }

    internal static IEnumerable<int> Numbers(ReplicaBatch batch)
    {
        using var scope = NewDisposeScope();
        var first = batch.Inputs[0].view(-1, 784).narrow(1, 0, 1).contiguous().data<float>().ToArray();
        return [.. first.Select(value => (int)Math.Round(((value * 0.3081) + 0.1307) * 255 / 5))];
    }

    /// <summary>Which samples are noisy: in a clean picture the corner pixel is exactly black.</summary>
    internal static bool[] Struck(Tensor input)
    {
        using var scope = NewDisposeScope();
        var corner = input.view(-1, 784).narrow(1, 0, 1).contiguous().data<float>().ToArray();
        return [.. corner.Select(value => Math.Abs(value + (0.1307 / 0.3081)) > 1e-5)];
    }

    internal static int[] Bits(Tensor tensor) => [.. tensor.data<float>().ToArray().Select(BitConverter.SingleToInt32Bits)];

    private static ResolvedImages Resolved(ImageSet images) => new(images, "synthetic", null, []);
}

/// <summary>
/// Batches drawn as on a GPU, for all replicas together. Their noise comes from the device's own generator, here that of the process, so
/// that nothing runs beside these tests.
/// </summary>
[CollectionDefinition(nameof(NoisyMnistTogetherTests), DisableParallelization = true)]
[Collection(nameof(NoisyMnistTogetherTests))]
public class NoisyMnistTogetherTests
{
    [Fact]
    public void Samples_labels_and_patterns_are_those_of_batches_drawn_piece_by_piece()
    {
        ulong[] seeds = [1, 2];
        using var together = Create(NoisyMnistTests.Digits, new NoisyMnistConfig());
        using var pieces = new NoisyMnist(NoisyMnistTests.Digits, new NoisyMnistConfig(), CPU, flatten: true);
        using var one = together.DrawBatch(seeds, epoch: 2, index: 1, batchSize: 200);
        using var other = pieces.DrawBatch(seeds, epoch: 2, index: 1, batchSize: 200);

        for (int r = 0; r < seeds.Length; r++)
        {
            var (first, second) = (Rows(one, r), Rows(other, r));
            Assert.Contains(first, row => row.StruckA);
            Assert.Contains(first, row => row.StruckB);
            Assert.Equal(second, first);
        }

        // A row in words; modality a is clean where b is struck, and names the image. The order within a batch has no meaning.
        static (bool StruckA, bool StruckB, long Label, string Clean)[] Rows(ReplicaBatch batch, int replica)
        {
            using var scope = NewDisposeScope();
            var (a, b) = (batch.Inputs[0][replica], batch.Inputs[1][replica]);
            var (struckA, struckB) = (NoisyMnistTests.Struck(a), NoisyMnistTests.Struck(b));
            return [.. batch.Targets[replica].data<long>().ToArray().Select((label, i) =>
                    (struckA[i], struckB[i], label, string.Join(",", NoisyMnistTests.Bits((struckA[i] ? b : a)[i]))))
                .OrderBy(row => row.Item4, StringComparer.Ordinal).ThenBy(row => row.label)];
        }
    }

    [Fact]
    public void A_replicas_batch_is_the_same_bits_alone_and_among_others_and_whatever_was_drawn_before()
    {
        using var data = Create(NoisyMnistTests.Digits, new NoisyMnistConfig());
        using var together = data.DrawBatch([1, 2, 3], epoch: 2, index: 1, batchSize: 130);
        using var unrelated = rand(7);
        using var alone = data.DrawBatch([2], epoch: 2, index: 1, batchSize: 130);
        using var next = data.DrawBatch([2], epoch: 2, index: 2, batchSize: 130);

        for (int m = 0; m < 2; m++)
        {
            Assert.Equal(NoisyMnistTests.Bits(alone.Inputs[m]), NoisyMnistTests.Bits(together.Inputs[m][1]));
            Assert.NotEqual(NoisyMnistTests.Bits(next.Inputs[m]), NoisyMnistTests.Bits(alone.Inputs[m]));
        }
    }

    [Fact]
    public void A_corrupted_image_is_a_tenth_of_it_plus_gaussian_noise()
    {
        using var data = Create(NoisyMnistTests.Digits, CorruptionMixtureTests.With(("b", 1)));
        using var batch = data.DrawBatch([5], epoch: 0, index: 0, batchSize: 1_000);
        using var scope = NewDisposeScope();
        var noise = (batch.Inputs[1] - (0.1 * batch.Inputs[0])).to(ScalarType.Float64);
        double mean = noise.mean().item<double>();

        // 784,000 draws: 5 standard errors of each moment.
        Assert.InRange(mean, -0.00085, 0.00085);
        Assert.InRange((noise.pow(2).mean().item<double>() - (mean * mean)) / (0.15 * 0.15), 1 - 0.008, 1 + 0.008);
        Assert.InRange(noise.pow(4).mean().item<double>() / Math.Pow(0.15, 4), 3 - 0.06, 3 + 0.06);
    }

    [Fact]
    public void A_shared_task_has_its_own_corruption()
    {
        using var owner = Create(NoisyMnistTests.Digits, CorruptionMixtureTests.With(("b", 1)));
        using var shared = owner.Share(CorruptionMixtureTests.With(("", 1)));
        using var clean = shared.DrawBatch([1], 0, 0, batchSize: 100);
        using var noisy = owner.DrawBatch([1], 0, 0, batchSize: 100);

        Assert.DoesNotContain(true, NoisyMnistTests.Struck(clean.Inputs[1]));
        Assert.DoesNotContain(false, NoisyMnistTests.Struck(noisy.Inputs[1]));
    }

    private static NoisyMnist Create(ResolvedImages images, NoisyMnistConfig config) =>
        new(images, config, CPU, flatten: true, drawsTogether: true);
}
