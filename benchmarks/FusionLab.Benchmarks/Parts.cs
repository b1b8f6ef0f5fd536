using System.Diagnostics;
using FusionLab.Data;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Benchmarks;

/// <summary>Parts of a run that its own clock does not show.</summary>
internal static class Parts
{
    private const int Repetitions = 5, BatchSize = 1000;

    /// <summary>Draws the batches of some epochs of noisy MNIST, and trains nothing.</summary>
    /// <returns>The seconds of each epoch.</returns>
    public static List<double> DrawEpochs(string folder, int trainSamples)
    {
        TorchLibrary.SetThreads(0);
        var config = new NoisyMnistConfig { Root = folder, TrainSamples = trainSamples };
        using var data = new NoisyMnist(new MnistStore().Resolve(config), config, CPU, flatten: true);
        return Repeat(epoch =>
        {
            for (int batch = 0; batch * BatchSize < data.TrainSamples; batch++)
            {
                data.DrawBatch([1], epoch, batch, BatchSize).Dispose();
            }
        });
    }

    /// <summary>Saves the checkpoint of a folder again, elsewhere, and loads it.</summary>
    /// <returns>The seconds of each time, and the checkpoint's megabytes.</returns>
    public static object SaveAndLoad(string folder)
    {
        using var checkpoint = new CheckpointStore(folder).Load()!;
        var other = Directory.CreateTempSubdirectory();
        try
        {
            var store = new CheckpointStore(other.FullName);
            var save = Repeat(_ => store.Save(checkpoint));
            var load = Repeat(_ => store.Load()!.Dispose());
            return new { save, load, megabytes = 1e-6 * other.EnumerateFiles().Sum(file => file.Length) };
        }
        finally
        {
            other.Delete(recursive: true);
        }
    }

    /// <summary>The seconds of each repetition, after one that warms up.</summary>
    private static List<double> Repeat(Action<int> work)
    {
        var seconds = new List<double>();
        for (int repetition = 0; repetition <= Repetitions; repetition++)
        {
            var clock = Stopwatch.StartNew();
            work(repetition);
            seconds.Add(clock.Elapsed.TotalSeconds);
        }

        return seconds[1..];
    }
}
