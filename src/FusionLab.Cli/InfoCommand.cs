using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FusionLab.Config;
using FusionLab.Data;
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
        command.SetAction(parsed =>
        {
            Print(terminal);
            if (parsed.GetValue(check))
            {
                Check(terminal.Out);
            }
        });
        return command;
    }

    private static void Print(Terminal terminal)
    {
        var output = terminal.Out;
        int threads = TorchLibrary.SetThreads(0); // loads the native library, so that it can be found below
        Line("FusionLab", typeof(TorchLibrary).Assembly.GetName().Version?.ToString(3));
        var torchAssembly = typeof(torch).Assembly.GetName();
        Line("torch", $"{torchAssembly.Name} {torchAssembly.Version?.ToString(3)}");
        Line("libtorch", $"{TorchLibrary.Version}, {NativeLibraryPath()}");
        int gpus = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        Line("devices", string.Join(", ", Enumerable.Range(0, gpus).Select(gpu => $"cuda:{gpu}").Prepend("cpu")));
        foreach (var (index, gpu) in Devices.ListGpus().Index())
        {
            string free = Devices.FindMemory(new torch.Device(DeviceType.CUDA, index)) is { } bytes
                ? string.Create(CultureInfo.InvariantCulture, $", {bytes / 1e9:F1} GB free")
                : "";
            Line("gpu", $"{gpu}{free}{(gpus == 0 ? ", not seen by torch" : "")}");
        }

        string waiting = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") ?? "not set";
        Line("threads", $"{threads} of {Environment.ProcessorCount} cores, OMP_WAIT_POLICY={waiting}");
        Line(".NET", $"{Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        foreach (var dataset in new MnistStore().Check().GroupBy(file => file.Dataset))
        {
            Line("data", $"{dataset.Key}: {State([.. dataset])}");
        }

        Results.PrintWarnings(Devices.DescribeUnseenGpus() is { } unseen ? [unseen] : [], terminal.WriteError);

        void Line(string name, string? value) => output.WriteLine($"{name,-10}{value}");
    }

    /// <summary>Checks every device.</summary>
    /// <exception cref="MachineException">The numbers of one of them are not those of the CPU.</exception>
    private static void Check(TextWriter output)
    {
        int gpus = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        torch.Device[] devices = [torch.CPU, .. Enumerable.Range(0, gpus).Select(gpu => new torch.Device(DeviceType.CUDA, gpu))];
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

        if (results.FirstOrDefault(result => !result.Agrees) is { } wrong)
        {
            throw new MachineException(
                $"The {wrong.Network}'s losses on {wrong.Device} differ by {Difference(wrong)} from those on the CPU, more than rounding explains; "
                + "check the driver, and whether another libtorch lies in LD_LIBRARY_PATH.");
        }

        static string Difference(DeviceCheckResult result) => string.Create(CultureInfo.InvariantCulture, $"{result.Difference:G2}");
    }

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
