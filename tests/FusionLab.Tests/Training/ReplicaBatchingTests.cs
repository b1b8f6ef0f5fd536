using System.Runtime.InteropServices;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

public class ReplicaBatchingTests
{
    [Theory]
    [InlineData(5, null, 100, null, 5)]
    [InlineData(5, null, 100, 100_000L, 5)]
    [InlineData(5, null, 100, 500L, 3)]
    [InlineData(5, null, 100, 10L, 1)]
    [InlineData(5, 2, 100, 10L, 2)]
    [InlineData(5, 8, 100, null, 5)]
    public void As_many_replicas_as_fit_train_together(int replicas, int? asked, long bytes, long? available, int together) =>
        Assert.Equal(together, ReplicaBatching.Choose(replicas, asked, bytes, available).PerBatch);

    /// <summary>Another device may hold more or fewer, but the checkpoints are of as many as trained together before.</summary>
    [Theory]
    [InlineData(null, 2, 2)]
    [InlineData(null, 8, 5)]
    [InlineData(4, 2, 4)]
    public void A_run_that_continues_keeps_its_batches_unless_asked_otherwise(int? asked, int begun, int together) =>
        Assert.Equal(together, ReplicaBatching.Choose(5, asked, 100, 300, begun).PerBatch);

    [Fact]
    public void A_network_beyond_all_memory_fits_nowhere()
    {
        using var data = SmallTask.Data();
        var plan = new NetworkPlan(new MlpConfig(), data.Modalities, 1, [], new LayerSpec("fusion", long.MaxValue / 4, [1], null, false, 1), []);

        long bytes = ReplicaBatching.EstimateBytesPerReplica(plan, data, new TrainConfig(), CPU);
        Assert.Equal(1, ReplicaBatching.Choose(5, null, bytes, 1000).PerBatch);
    }

    [Fact]
    public void Fewer_than_one_is_refused() =>
        Assert.Equal("A batch of 0 replicas is asked for; it must be of 1 or more.", Assert.Throws<ConfigException>(() => ReplicaBatching.Choose(5, 0, 1, null)).Message);

    [Fact]
    public void After_a_shortage_of_memory_half_as_many_are_tried_with_a_warning()
    {
        var warnings = new List<string>();
        var batching = new ReplicaBatching(5, MayShrink: true) { Option = "--replicas-per-batch" };
        var trained = batching.Train(5, (first, count) => count > 2 ? throw Shortage() : (first, count), warnings.Add);

        Assert.Equal([(0, 2), (2, 2), (4, 1)], trained);
        Assert.Equal("Memory does not hold 5 replicas together; trying 2. The results are the same; --replicas-per-batch 2 goes there at once.", Assert.Single(warnings));
    }

    [Fact]
    public void A_number_that_was_asked_for_is_not_changed() => Assert.Equal(
        "The device's memory does not hold 2 replicas together.",
        Assert.Throws<ConfigException>(() => new ReplicaBatching(2, MayShrink: false).Train<int>(2, (_, _) => throw Shortage(), _ => { })).Message);

    [Fact]
    public void When_not_even_one_fits_the_sentence_says_what_to_lower() => Assert.Equal(
        "The device's memory does not hold even one replica; lower train.batchSize, or the network's width or channels.",
        Assert.Throws<ConfigException>(() => new ReplicaBatching(4, MayShrink: true).Train<int>(4, (_, _) => throw Shortage(), _ => { })).Message);

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB", "")]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED\nException raised from x at y.cpp:1 (most recent call first):\nframe #0: z", "")]
    [InlineData(
        "CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`\nException raised from createCublasHandle at a.cpp:7",
        " (torch says: CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`)")]
    [InlineData("GET was unable to find an engine to execute this computation", " (torch says: GET was unable to find an engine to execute this computation)")]
    public void The_words_of_CUDAs_libraries_for_a_shortage_are_known(string message, string quoted)
    {
        var shortage = new ExternalException(message);

        Assert.True(MemoryShortage.IsCauseOf(shortage));
        Assert.Equal($"The device's memory does not hold 2 replicas together{quoted}.", MemoryShortage.Explain(2, shortage).Message);
    }

    [Fact]
    public void Other_errors_are_not_taken_for_a_shortage() =>
        Assert.Throws<ExternalException>(() => new ReplicaBatching(4, MayShrink: true).Train<int>(4, (_, _) => throw new ExternalException("size mismatch"), _ => { }));

    [Fact]
    public void The_estimate_counts_weights_gradients_momentum_and_activations()
    {
        using var data = SmallTask.Data(); // two modalities of 6 features
        var plan = NetworkPlan.Create(new MlpConfig { Depth = 3, FusionDepth = 2, Width = 16 }, data.Modalities, SmallTask.Classes);
        var config = new TrainConfig { Momentum = 0.9, BatchSize = 50 };
        long weights = (2 * ((6 * 16) + 16)) + ((2 * 16 * 16) + 16) + ((16 * 4) + 4);
        long activations = (4 * 16) + 16 + 4;

        Assert.Equal((12 * weights) + (50 * 3 * 4 * (activations + 12)), ReplicaBatching.EstimateBytesPerReplica(plan, data, config, CPU));
        Assert.Equal(
            (8 * weights) + (50 * 3 * 4 * (activations + 12)),
            ReplicaBatching.EstimateBytesPerReplica(plan, data, config with { Momentum = 0 }, CPU));
        Assert.Equal(
            (16 * weights) + (50 * 3 * 4 * (activations + 12)),
            ReplicaBatching.EstimateBytesPerReplica(plan, data, config with { Momentum = 0, Optimizer = new AdamWConfig() }, CPU));
    }

    private static ExternalException Shortage() => new("CUDA out of memory. Tried to allocate 2.00 GiB");
}
