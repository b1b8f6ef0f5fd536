using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Runs;
using FusionLab.Training;
using TorchSharp;

namespace FusionLab.Cli;

/// <summary><c>info</c>: what FusionLab runs on here.</summary>
internal static class InfoCommand
{
    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            "info",
            "Print the torch library, devices, threads and datasets of this machine.",
            "dotnet run -- info",
            "dotnet run -- info --check");
        var check = command.AddFlag("--check", "Train small networks on every device, and compare numbers, time and determinism.");
        var json = command.AddFlag("--json", "Print JSON.");
        command.SetAction(parsed =>
        {
            var machine = Look();
            bool isJson = parsed.GetValue(json);
            if (!isJson)
            {
                Print(machine, terminal.Out);
            }

            Results.PrintWarnings(machine.Warnings, terminal.WriteError);
            var results = parsed.GetValue(check) ? Check(isJson ? TextWriter.Null : terminal.Out) : null;
            if (isJson)
            {
                terminal.Out.Write(RunJson.Write(machine with { Check = results }));
            }

            if (results?.FirstOrDefault(result => !result.Agrees) is { } wrong)
            {
                throw new MachineException(
                    $"The {wrong.Network}'s losses on {wrong.Device} differ by {Difference(wrong)} from those on the CPU, more than rounding explains; "
                    + "check the driver, and whether another libtorch lies in LD_LIBRARY_PATH.");
            }
        });
        return command;
    }

    private static MachineState Look()
    {
        int threads = TorchLibrary.SetThreads(0); // loads the native library, so that it can be found below
        var torchAssembly = typeof(torch).Assembly.GetName();
        int gpus = CountGpus();
        return new MachineState
        {
            FusionLab = typeof(TorchLibrary).Assembly.GetName().Version?.ToString(3),
            Torch = $"{torchAssembly.Name} {torchAssembly.Version?.ToString(3)}",
            LibTorch = TorchLibrary.Version,
            LibTorchPath = NativeLibraryPath(),
            Devices = [.. Enumerable.Range(0, gpus).Select(gpu => $"cuda:{gpu}").Prepend("cpu")],
            Gpus =
            [
                .. Devices.ListGpus().Index().Select(gpu => new GpuState(
                    gpu.Item, Devices.FindMemory(new torch.Device(DeviceType.CUDA, gpu.Index)), IsSeenByTorch: gpus > 0)),
            ],
            Threads = threads,
            Cores = Environment.ProcessorCount,
            WaitPolicy = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY"),
            DotNet = $"{Environment.Version}",
            System = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
            Data = [.. new MnistStore().Check()],
            Warnings = Devices.DescribeUnseenGpus() is { } unseen ? [unseen] : [],
        };
    }

    private static void Print(MachineState machine, TextWriter output)
    {
        Line("FusionLab", machine.FusionLab);
        Line("torch", machine.Torch);
        Line("libtorch", $"{machine.LibTorch}, {machine.LibTorchPath}");
        Line("devices", string.Join(", ", machine.Devices));
        foreach (var gpu in machine.Gpus)
        {
            string free = gpu.FreeBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", {bytes / 1e9:F1} GB free") : "";
            Line("gpu", $"{gpu.Model}{free}{(gpu.IsSeenByTorch ? "" : ", not seen by torch")}");
        }

        Line("threads", $"{machine.Threads} of {machine.Cores} cores, OMP_WAIT_POLICY={machine.WaitPolicy ?? "not set"}");
        Line(".NET", $"{machine.DotNet} on {machine.System}");
        foreach (var dataset in machine.Data.GroupBy(file => file.Dataset))
        {
            Line("data", $"{dataset.Key}: {State([.. dataset])}");
        }

        void Line(string name, string? value) => output.WriteLine($"{name,-10}{value}");
    }

    /// <summary>Checks every device.</summary>
    private static List<DeviceCheckResult> Check(TextWriter output)
    {
        torch.Device[] devices = [torch.CPU, .. Enumerable.Range(0, CountGpus()).Select(gpu => new torch.Device(DeviceType.CUDA, gpu))];
        output.WriteLine(FormattableString.Invariant(
            $"\n{DeviceCheck.Steps} steps from equal weights with equal batches; losses may differ by {DeviceCheck.Tolerance:G1}:"));
        output.WriteLine($"{"network",-10}{"device",-10}{"a step",-12}{"from the CPU",-15}two repetitions");
        var results = new List<DeviceCheckResult>();
        foreach (var result in DeviceCheck.Run(devices))
        {
            results.Add(result);
            string time = string.Create(CultureInfo.InvariantCulture, $"{result.MillisecondsPerStep:F2} ms");
            output.WriteLine($"{result.Network,-10}{result.Device,-10}{time,-12}{Difference(result),-15}{(result.Repeats ? "equal" : "differ")}");
        }

        return results;
    }

    private static int CountGpus() => torch.cuda.is_available() ? torch.cuda.device_count() : 0;

    private static string Difference(DeviceCheckResult result) => string.Create(CultureInfo.InvariantCulture, $"{result.Difference:G2}");

    /// <summary>Where the process found libtorch.</summary>
    private static string NativeLibraryPath()
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .Where(module => module.ModuleName.Contains("torch_cpu", StringComparison.Ordinal))
            .Select(module => module.FileName)
            .FirstOrDefault() ?? "linked statically";
    }

    private static string State(IReadOnlyList<FileCheck> files) =>
        files.All(file => file.IsGood) ? $"{files.Count} files verified in {Path.GetDirectoryName(files[0].Path)}"
        : files.All(file => file.Path is null) ? "not here"
        : string.Join(' ', files.Where(file => !file.IsGood).Select(file => file.Problem));
}

/// <summary>What a machine offers: the document of <c>info --json</c>, whose names are those of its properties.</summary>
internal sealed record MachineState
{
    public required string? FusionLab { get; init; }

    public required string Torch { get; init; }

    public required string LibTorch { get; init; }

    public required string LibTorchPath { get; init; }

    public required IReadOnlyList<string> Devices { get; init; }

    public required IReadOnlyList<GpuState> Gpus { get; init; }

    public required int Threads { get; init; }

    public required int Cores { get; init; }

    public required string? WaitPolicy { get; init; }

    public required string DotNet { get; init; }

    public required string System { get; init; }

    /// <summary>The files of every dataset.</summary>
    public required IReadOnlyList<FileCheck> Data { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What devices did; null where they were not checked.</summary>
    public IReadOnlyList<DeviceCheckResult>? Check { get; init; }
}

/// <summary>A GPU of a machine.</summary>
/// <param name="Model">What the driver says of it.</param>
/// <param name="FreeBytes">Its free memory; null where no one says.</param>
/// <param name="IsSeenByTorch">Whether torch can use it.</param>
internal sealed record GpuState(GpuInfo Model, long? FreeBytes, bool IsSeenByTorch);

/// <summary><c>schema</c>: prints the JSON schema of configs; <c>dotnet run -- schema > configs/schema.json</c> renews the file.</summary>
internal static class SchemaCommand
{
    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand("schema", "Print the JSON schema of configs (configs/schema.json).") { Hidden = true };
        command.SetAction(_ => terminal.Out.Write(ConfigSchema.Write()));
        return command;
    }
}
