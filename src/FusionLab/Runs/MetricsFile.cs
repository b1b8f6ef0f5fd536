using System.Globalization;
using System.Text;

namespace FusionLab.Runs;

/// <summary>
/// Writes metrics.csv while a run goes on: one row an evaluation and replica, flushed at once, numbers exact to the last bit.
/// </summary>
public sealed class MetricsFile : IDisposable
{
    private readonly StreamWriter _file;

    /// <summary>Starts the file anew.</summary>
    /// <param name="path">The file.</param>
    /// <param name="modalities">The names of the modalities whose accuracy alone is measured, each with a column of its own.</param>
    public MetricsFile(string path, IReadOnlyList<string> modalities)
    {
        _file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        string[] accuracies = [.. modalities.Select(name => "accuracy_" + name)];
        _file.WriteLine(string.Join(',', ["replica,seed,epoch,step,learning_rate,loss,accuracy", .. accuracies]));
    }

    /// <summary>Appends rows.</summary>
    /// <param name="evaluations">One a replica.</param>
    public void Write(IEnumerable<Evaluation> evaluations)
    {
        foreach (var e in evaluations)
        {
            IEnumerable<string> cells =
            [
                Text(e.Replica), Text(e.Seed), Text(e.Epoch), Text(e.Step), Text(e.LearningRate), Text(e.Loss),
                e.Accuracy is { } accuracy ? Text(accuracy) : "",
                .. e.Unimodal.Select(u => Text(u)),
            ];
            _file.WriteLine(string.Join(',', cells));
        }

        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // The shortest text that reads back as the same number.
    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
