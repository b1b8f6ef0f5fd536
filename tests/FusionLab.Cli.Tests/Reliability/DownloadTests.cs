using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using FusionLab.Data;
using FusionLab.Tests.Data;
using Xunit.Abstractions;

namespace FusionLab.Tests.Cli;

/// <summary>
/// Downloads from a server on this machine that does what servers do: whatever it sends, a file gets its name only when it is the
/// published one, the next mirror is asked, and without one the sentence says what each did.
/// </summary>
[Trait("Category", "Reliability")]
public sealed class DownloadTests(ITestOutputHelper output) : IDisposable
{
    private readonly LoopbackMirror _bad = new(), _good = new();

    [Fact]
    public async Task Bad_mirrors()
    {
        TinyDataset.ServeFrom(_good);
        var failures = new List<string>();
        var cases = Cases().ToList();
        foreach (var (what, answer) in cases)
        {
            foreach (var file in TinyDataset.Describe().Files)
            {
                byte[] content = Content(file.Name);
                _bad.Serve(file.PackedName, response => answer(response, content));
            }

            using var folder = new Folder();
            var clock = Stopwatch.StartNew();
            try
            {
                await Store(folder, _bad.Address).FetchAsync("mnist");
                failures.Add($"{what}: taken");
            }
            catch (DataException failure) when (failure.Message.Contains(_bad.Address.ToString(), StringComparison.Ordinal))
            {
                if (Directory.GetFiles(folder.Path) is { Length: > 0 } left)
                {
                    failures.Add($"{what}: left {string.Join(", ", left)}");
                }
            }

            var fetched = await Store(folder, _bad.Address, _good.Address).FetchAsync("mnist");
            if (fetched.Any(file => file.Mirror != _good.Address) || Store(folder).Check().Any(file => !file.IsGood))
            {
                failures.Add($"{what}: the second mirror's files are not all there");
            }

            if (clock.Elapsed > TimeSpan.FromMinutes(1))
            {
                failures.Add($"{what}: took {clock.Elapsed}");
            }
        }

        ReliabilityTable.Report(output, "downloads from bad mirrors, each with and without a good one", cases.Count, failures);
    }

    [Fact]
    public async Task Several_at_once_into_one_folder()
    {
        const int rounds = 25, together = 4;
        TinyDataset.ServeFrom(_good);
        var failures = new List<string>();
        for (int round = 0; round < rounds; round++)
        {
            using var folder = new Folder();
            try
            {
                var images = await Task.WhenAll(Enumerable.Range(0, together).Select(_ => Task.Run(() => new MnistStore(
                    [TinyDataset.Describe(_good.Address)], new DataFolders { Override = null, Data = folder.Path })
                    .Resolve(new NoisyMnistConfig { Source = "mnist" }))));
                failures.AddRange(images.Where(one => one.Images.Sha256 != TinyDataset.Images.Sha256).Select(_ => "other images"));
                failures.AddRange(Directory.GetFiles(folder.At("mnist"), "*.tmp").Select(left => $"left {left}"));
            }
            catch (DataException failure)
            {
                failures.Add(failure.Message);
            }
        }

        ReliabilityTable.Report(output, $"{together} downloads at once into one folder", rounds, failures);
    }

    /// <summary>The program itself, of which each process downloads what is missing.</summary>
    [NeedsFact(Need.Mnist)]
    public void Two_processes_at_once()
    {
        foreach (string file in Directory.GetFiles(Environment.GetEnvironmentVariable("FUSIONLAB_DATA")!, "*-ubyte.gz"))
        {
            _good.Serve(Path.GetFileName(file), File.ReadAllBytes(file));
        }

        using var folder = new Folder();
        string program = Path.Combine(AppContext.BaseDirectory, "FusionLab.Cli.dll");
        string[] run =
        [
            RepositoryFiles.Config("quickstart"), "data.source=mnist", $"data.mirrors=[\"{LoopbackMirror.Nobody}\",\"{_good.Address}\"]",
            "data.trainSamples=200", "data.testSamples=200", "train.epochs=1", "--seeds", "1", "--device", "cpu", "--quiet",
        ];
        Process[] processes = [.. new[] { "one", "two" }.Select(name =>
        {
            var start = new ProcessStartInfo("dotnet", [program, .. run, "--out", folder.At(name)])
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment.Remove("FUSIONLAB_DATA");
            return Process.Start(start)!;
        })];
        var failures = new List<string>();
        foreach (var process in processes)
        {
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                failures.Add($"exit code {process.ExitCode}: {error}");
            }

            process.Dispose();
        }

        if (failures.Count == 0 && File.ReadAllText(folder.At("one", "metrics.csv")) != File.ReadAllText(folder.At("two", "metrics.csv")))
        {
            failures.Add("the two runs differ");
        }

        ReliabilityTable.Report(output, "processes that download at once", processes.Length, failures);
    }

    public void Dispose()
    {
        _bad.Dispose();
        _good.Dispose();
    }

    private static MnistStore Store(Folder folder, params Uri[] mirrors) => new(
        [TinyDataset.Describe(mirrors)],
        new DataFolders { Override = folder.Path },
        new FetchLimits { Connect = TimeSpan.FromSeconds(10), Silence = TimeSpan.FromSeconds(1) });

    private static byte[] Content(string name) => TinyDataset.Packed(TinyDataset.Unpacked(
        TinyDataset.Describe().Files.Zip(TinyDataset.Images.Parts).First(pair => pair.First.Name == name).Second));

    private static IEnumerable<(string What, Func<HttpListenerResponse, byte[], Task> Answer)> Cases()
    {
        for (int i = 0; i < 20; i++)
        {
            int part = i;
            yield return ($"ends at {part}/20", (response, content) => Send(response, content[..(part * content.Length / 20)]));
            yield return ($"breaks off at {part}/20", async (response, content) =>
            {
                response.ContentLength64 = content.Length;
                await response.OutputStream.WriteAsync(content.AsMemory(0, part * content.Length / 20));
                response.Abort();
            }
            );
            yield return ($"another byte at {part}/20", (response, content) =>
            {
                byte[] changed = Unpack(content);
                changed[part * changed.Length / 20] ^= 1;
                return Send(response, TinyDataset.Packed(changed));
            }
            );
        }

        foreach (int status in new[] { 301, 400, 401, 403, 404, 408, 410, 429, 500, 502, 503, 504 })
        {
            yield return ($"status {status}", (response, _) =>
            {
                response.StatusCode = status;
                return Task.CompletedTask;
            }
            );
        }

        yield return ("redirects to itself", (response, _) =>
        {
            response.Redirect("train-images-idx3-ubyte.gz");
            return Task.CompletedTask;
        }
        );
        yield return ("redirects to nobody", (response, _) =>
        {
            response.Redirect(LoopbackMirror.Nobody.ToString());
            return Task.CompletedTask;
        }
        );
        yield return ("a page to log in", (response, _) => Send(response, "<html>Log in to this network first</html>"u8.ToArray()));
        yield return ("nothing", (response, _) => Send(response, []));
        yield return ("unpacked", (response, content) => Send(response, Unpack(content)));
        yield return ("packed twice", (response, content) => Send(response, TinyDataset.Packed(content)));
        yield return ("silent", (_, _) => Task.Delay(5_000));
        yield return ("silent after the first bytes", async (response, content) =>
        {
            await response.OutputStream.WriteAsync(content.AsMemory(0, 10));
            await response.OutputStream.FlushAsync();
            await Task.Delay(5_000);
        }
        );
        yield return ("a byte now and then", async (response, _) =>
        {
            for (int i = 0; i < 200; i++)
            {
                await response.OutputStream.WriteAsync(new byte[1]);
                await response.OutputStream.FlushAsync();
                await Task.Delay(20);
            }
        }
        );
        yield return ("without end", async (response, _) =>
        {
            response.SendChunked = true;
            while (true)
            {
                await response.OutputStream.WriteAsync(new byte[1 << 16]);
            }
        }
        );
    }

    private static async Task Send(HttpListenerResponse response, byte[] content)
    {
        response.ContentLength64 = content.Length;
        await response.OutputStream.WriteAsync(content);
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
