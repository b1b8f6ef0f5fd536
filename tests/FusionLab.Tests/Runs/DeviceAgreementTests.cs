using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Tests.Runs;

/// <summary>A run continues on the type of device that it was begun on. Run folders of GPUs are made here from those of a CPU.</summary>
public sealed class DeviceAgreementTests : IDisposable
{
    private readonly TrainedSweep _folder = new();

    private string EnvironmentFile => _folder.At("out", "environment.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_begun_on_a_GPU_is_not_continued_on_the_CPU()
    {
        Interrupt();
        ChangeEnvironment(environment => environment with { Device = "cuda:0" });
        byte[] metrics = File.ReadAllBytes(_folder.At("out", "metrics.csv"));

        var error = Assert.Throws<ConfigException>(() => Run(resume: true));

        Assert.Equal(
            $"{_folder.At("out")} was begun on cuda:0, and cpu draws other noise and rounds differently; continue it on cuda:0.", error.Message);
        Assert.Equal(Remedy.StartAnew, error.Remedy);
        Assert.Equal(metrics, File.ReadAllBytes(_folder.At("out", "metrics.csv")));
    }

    [Fact]
    public void A_run_continues_where_the_type_of_device_is_the_same()
    {
        Interrupt();

        Assert.Equal(RunResult.Completed, Run(resume: true).Status);
        Assert.Equal("cpu", RunEnvironment.Read(EnvironmentFile)!.DeviceType);
        Assert.Null(RunEnvironment.Read(EnvironmentFile)!.Gpu);
    }

    [Fact]
    public void A_damaged_environment_is_named()
    {
        Interrupt();
        File.WriteAllText(EnvironmentFile, "{}");

        Assert.Contains("environment.json is damaged", Assert.Throws<DataException>(() => Run(resume: true)).Message);
    }

    [Fact]
    public void Another_GPU_or_driver_is_a_warning_and_the_same_one_is_not()
    {
        Interrupt();
        var here = RunEnvironment.Read(EnvironmentFile)! with { Device = "cuda:0", Gpu = new GpuInfo("NVIDIA H100", "570.1", 132), LibTorch = "2.10.0" };

        Assert.Null(here.DescribeOtherGpu(here with { Device = "cuda:1" }));
        Assert.Equal(
            "The run was begun on NVIDIA H100, driver 570.1, 132 multiprocessors (libtorch 2.10.0) and continues on NVIDIA A100, driver 570.1, "
            + "108 multiprocessors (libtorch 2.10.0): its numbers may differ from those of a run never stopped.",
            here.DescribeOtherGpu(here with { Gpu = here.Gpu with { Name = "NVIDIA A100", Multiprocessors = 108 } }));
    }

    private void ChangeEnvironment(Func<RunEnvironment, RunEnvironment> change) =>
        File.WriteAllText(EnvironmentFile, RunJson.Write(change(RunEnvironment.Read(EnvironmentFile)!)));

    private void Interrupt()
    {
        using var stop = new CancellationTokenSource();
        Assert.Equal(RunResult.Interrupted, Run(resume: false, stop).Status);
    }

    private RunResult Run(bool resume, CancellationTokenSource? stop = null) => TrainRun.Run(
        _folder.Config(TrainedSweep.Digits, TrainedSweep.Mlp),
        new RunOptions { Out = _folder.At("out"), Resume = resume },
        new FirstStepStops(stop),
        stop?.Token ?? default);

    private sealed class FirstStepStops(CancellationTokenSource? stop) : IRunEvents
    {
        public void StepTaken(TrainingProgress progress) => stop?.Cancel();
    }
}
