using System.Text.Json;
using FusionLab;
using FusionLab.Benchmarks;

// Each command prints one line of JSON. TorchSharp finds libtorch itself on most systems; FusionLab's loader also does on older ones.
TorchLibrary.Load();
object measured = args switch
{
    ["loop", var data, var fusionDepth, var epochs, var trainSamples, var testSamples] => PlainLoop.Train(
        data, int.Parse(fusionDepth), int.Parse(epochs), int.Parse(trainSamples), int.Parse(testSamples)),
    ["limits"] => Limits.Measure(),
    ["noise", var data, var trainSamples] => Parts.DrawEpochs(data, int.Parse(trainSamples)),
    ["checkpoint", var folder] => Parts.SaveAndLoad(folder),
    _ => throw new ArgumentException("usage: loop DATA FUSION_DEPTH EPOCHS TRAIN TEST | limits | noise DATA TRAIN | checkpoint FOLDER"),
};
Console.WriteLine(JsonSerializer.Serialize(measured, JsonSerializerOptions.Web));
