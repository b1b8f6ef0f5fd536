using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using CliWrap;

namespace FusionLab.Data;

/// <summary>
/// A benchmark of two modalities that anyone can make without a network: images of handwritten digits, and the same digits spoken by
/// the speech synthesizer eSpeak NG, as log-mel spectrograms. Ten samples in a row have a voice, its pitch and its speed in common; each has
/// a beginning and background noise of its own. Training and test samples are spoken by different voices. What is drawn depends on the
/// seed and the sample only, what is heard on the installed version of eSpeak NG, too.
/// </summary>
/// <param name="seed">The seed of voices and noise.</param>
public sealed class SpokenDigits(ulong seed)
{
    private const string Program = "espeak-ng";

    /// <summary>Words that a voice says in one call: starting the program takes longer than a word.</summary>
    private const int WordsPerCall = 10;
    private const string Installation = "install eSpeak NG (Debian and Ubuntu: apt-get install espeak-ng; macOS: brew install espeak-ng)";

    private static readonly string[] s_words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    private static readonly string[] s_accents = ["en-gb", "en-us", "en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-rp", "en-029"];
    private static readonly string[] s_trainingVoices = ["m1", "m2", "m3", "m4", "m5", "f1", "f2", "f3"];
    private static readonly string[] s_testVoices = ["m6", "m7", "m8", "f4", "f5"];

    /// <summary>
    /// Writes NAME.npz with the modalities <c>image</c>, <c>[N, 28, 28]</c>, and <c>audio</c>, <c>[N, 28, 28]</c>, and NAME.json, a config
    /// that trains on them.
    /// </summary>
    /// <param name="images">The handwritten digits; the first ones are taken.</param>
    /// <param name="folder">Where to write, created when needed.</param>
    /// <param name="trainSamples">Training samples.</param>
    /// <param name="testSamples">Test samples.</param>
    /// <param name="progress">Told the share of the work that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops the work; nothing is left behind.</param>
    /// <returns>The paths of both files.</returns>
    /// <exception cref="ConfigException">There are not as many images.</exception>
    /// <exception cref="MachineException">eSpeak NG is not installed.</exception>
    /// <exception cref="OutputException">The files cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public async Task<(string Data, string Config)> WriteAsync(
        ImageSet images, string folder, int trainSamples, int testSamples, IProgress<double>? progress, CancellationToken cancellation)
    {
        RequireImages("training", trainSamples, images.TrainLabels);
        RequireImages("test", testSamples, images.TestLabels);
        int done = 0;
        float[] train = await SpeakAsync("train", images.TrainLabels.Values.AsMemory(0, trainSamples), s_trainingVoices);
        float[] test = await SpeakAsync("test", images.TestLabels.Values.AsMemory(0, testSamples), s_testVoices);
        string data = Path.GetFullPath(Path.Combine(folder, "spoken-digits.npz")), config = Path.ChangeExtension(data, ".json");
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(data, file =>
            {
                using var archive = new ArrayWriter(file);
                WritePart(archive, "train", trainSamples, images.TrainImages, train, images.TrainLabels);
                WritePart(archive, "test", testSamples, images.TestImages, test, images.TestLabels);
            });
            AtomicFile.WriteText(config, DescribeRun(data));
        }
        catch (Exception reason) when (OutputException.IsCausedBy(reason))
        {
            throw OutputException.Explain(data, reason);
        }

        return (data, config);

        async Task<float[]> SpeakAsync(string part, ReadOnlyMemory<byte> labels, string[] voices)
        {
            float[] spectrograms = new float[labels.Length * MelSpectrogram.Size];
            var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
            int calls = (labels.Length + WordsPerCall - 1) / WordsPerCall;
            await Parallel.ForAsync(0, calls, options, async (call, token) =>
            {
                int first = call * WordsPerCall;
                var random = new RandomNumbers(new RandomStream(seed, $"spoken/{part}", Batch: call));
                float[][] words = await SpeakWordsAsync(labels[first..Math.Min(first + WordsPerCall, labels.Length)], voices, random, token);
                foreach (var (word, sound) in words.Index())
                {
                    MelSpectrogram.Compute(
                        PlaceInNoise(sound, random), spectrograms.AsSpan((first + word) * MelSpectrogram.Size, MelSpectrogram.Size));
                }

                progress?.Report((double)Interlocked.Add(ref done, words.Length) / (trainSamples + testSamples));
            });
            return spectrograms;
        }
    }

    private static void WritePart(ArrayWriter archive, string part, int samples, IdxArray images, float[] sounds, IdxArray labels)
    {
        int pixels = images.Values.Length / images.Dimensions[0];
        archive.Write<byte>($"{part}_image", [samples, .. images.Dimensions.Skip(1)], images.Values.AsSpan(0, samples * pixels));
        archive.Write<float>($"{part}_audio", [samples, MelSpectrogram.Bands, MelSpectrogram.Frames], sounds);
        archive.Write<byte>($"{part}_labels", [samples], labels.Values.AsSpan(0, samples));
    }

    private static void RequireImages(string part, int samples, IdxArray labels)
    {
        if (samples < 1 || samples > labels.Values.Length)
        {
            throw new ConfigException($"{samples} {part} samples are asked for; it must be from 1 to {labels.Values.Length}.");
        }
    }

    /// <summary>A config that trains a network with late fusion on the file.</summary>
    private static string DescribeRun(string data) => $$"""
        {
          "name": "spoken_digits",
          "seeds": "1..3",
          "data": { "kind": "arrays", "file": {{JsonSerializer.Serialize(data)}} },
          "network": { "kind": "mlp", "depth": 4, "fusionDepth": 4, "width": 100 },
          "train": { "loss": "crossEntropy", "batchSize": 100, "learningRate": 0.02, "epochs": 60, "stopWhen": "allLearned" }
        }

        """;

    /// <summary>Lets a voice say digits.</summary>
    /// <returns>Each word's sound, without the silence around it.</returns>
    private static async Task<float[][]> SpeakWordsAsync(
        ReadOnlyMemory<byte> digits, string[] voices, RandomNumbers random, CancellationToken token)
    {
        string voice = $"{Pick(s_accents)}+{Pick(voices)}";
        int pitch = 30 + (int)(40 * random.NextUniform()), wordsPerMinute = 140 + (int)(80 * random.NextUniform());
        string text = string.Join("<break time=\"600ms\"/>", digits.ToArray().Select(digit => s_words[digit]));
        string[] arguments =
        [
            "-v", voice, "-p", pitch.ToString(CultureInfo.InvariantCulture), "-s", wordsPerMinute.ToString(CultureInfo.InvariantCulture),
            "-m", "--stdout", $"<speak>{text}</speak>",
        ];
        using var wave = new MemoryStream();
        try
        {
            await CliWrap.Cli.Wrap(Program).WithArguments(arguments).WithValidation(CommandResultValidation.None)
                .WithStandardOutputPipe(PipeTarget.ToStream(wave)).ExecuteAsync(token);
        }
        catch (Win32Exception missing)
        {
            throw new MachineException($"The speech synthesizer {Program} is not on this machine's search path", missing) { Advice = Installation };
        }

        float[][] words = WaveFile.Read(wave.ToArray()) is { } sound ? WaveFile.Split(sound) : [];
        return words.Length == digits.Length ? words : throw new MachineException(
            $"\"{Program} {string.Join(' ', arguments)}\" says {words.Length} words, not {digits.Length}")
        { Advice = Installation };

        string Pick(string[] choices) => choices[(int)(random.NextUniform() * choices.Length)];
    }

    /// <summary>Puts a word at a random time into a second of noise, which is up to 20 dB weaker than the word.</summary>
    private static float[] PlaceInNoise(float[] word, RandomNumbers random)
    {
        float[] sound = new float[MelSpectrogram.Samples];
        int beginning = (int)(random.NextUniform() * Math.Max(1, sound.Length - word.Length));
        word.AsSpan(0, Math.Min(word.Length, sound.Length)).CopyTo(sound.AsSpan(beginning));
        double power = word.Sum(value => (double)value * value) / word.Length;
        double noise = Math.Sqrt(power / Math.Pow(10, 2 * random.NextUniform()));
        foreach (ref float value in sound.AsSpan())
        {
            value += (float)(noise * random.NextNormal());
        }

        return sound;
    }
}
