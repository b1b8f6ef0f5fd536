using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FusionLab.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// A task of which a network sees one modality alone: the others are blank in training as in the evaluation of that modality. What a
/// network reaches on it is what the modality can contribute at best.
/// </summary>
/// <param name="task">The whole task, which outlives this one.</param>
/// <param name="modality">The modality's position.</param>
internal sealed class SingleModality(IReplicaData task, int modality) : IReplicaData
{
    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities => task.Modalities;

    /// <inheritdoc/>
    public int Outputs => task.Outputs;

    /// <inheritdoc/>
    public bool IsClassification => task.IsClassification;

    /// <inheritdoc/>
    public long TrainSamples => task.TrainSamples;

    /// <inheritdoc/>
    public EvaluationSet Test => task.Test;

    /// <inheritdoc/>
    public EvaluationSet? Validation => task.Validation;

    /// <inheritdoc/>
    public ReplicaBatch DrawBatch(IReadOnlyList<ulong> seeds, int epoch, int index, int batchSize)
    {
        var whole = task.DrawBatch(seeds, epoch, index, batchSize);
        return whole with { Inputs = [.. whole.Inputs.Select((input, m) => m == modality ? input : Blank(input, m))] };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The samples are the whole task's.
    }

    private Tensor Blank(Tensor input, int other)
    {
        using (input)
        {
            using Scalar value = task.Test.Blanks?[other] ?? 0;
            return full_like(input, value);
        }
    }
}

/// <summary>When a modality counts as learned: an accuracy, or a share of the way from chance to what it reaches alone.</summary>
/// <param name="Value">The accuracy or the share, above 0 up to 1.</param>
/// <param name="IsOfAttainable">Whether it is a share of what is attainable.</param>
[JsonConverter(typeof(TextConverter))]
public readonly record struct LearningThreshold(double Value, bool IsOfAttainable = false)
{
    /// <summary>What a threshold must be, in words.</summary>
    internal const string Form = "above 0 and at most 1, or a share such as \"50% of attainable\"";

    private const string OfAttainable = "% of attainable";

    /// <summary>Reads <c>0.5</c> or <c>50% of attainable</c>, in range or not; null for what is neither.</summary>
    internal static LearningThreshold? TryParse(string text)
    {
        bool isShare = text.EndsWith(OfAttainable, StringComparison.OrdinalIgnoreCase);
        string number = isShare ? text[..^OfAttainable.Length].TrimEnd() : text;
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) ? new(isShare ? value / 100 : value, isShare) : null;
    }

    /// <summary>Whether it is above 0 and at most 1.</summary>
    internal bool IsInRange => Value is > 0 and <= 1;

    /// <summary>An accuracy.</summary>
    public static implicit operator LearningThreshold(double accuracy) => new(accuracy);

    /// <summary>The accuracy at which a modality counts as learned.</summary>
    /// <param name="chance">The accuracy of an answer that never changes.</param>
    /// <param name="attainable">What the modality reaches alone; null where that is not known.</param>
    /// <returns>Infinity where it reaches no more than chance, and so cannot be learned.</returns>
    internal double Resolve(double chance, double? attainable) =>
        !IsOfAttainable ? Value : attainable > chance ? chance + (Value * (attainable.Value - chance)) : double.PositiveInfinity;

    /// <summary>The threshold in words: <c>50 %</c>, <c>50 % of attainable</c>.</summary>
    public string Describe() => FormattableString.Invariant($"{100 * Value:0.##} %{(IsOfAttainable ? " of attainable" : "")}");

    /// <summary>As it is written in a config.</summary>
    public override string ToString() =>
        (IsOfAttainable ? 100 * Value : Value).ToString(CultureInfo.InvariantCulture) + (IsOfAttainable ? OfAttainable : "");

    private sealed class TextConverter : JsonConverter<LearningThreshold>
    {
        public override LearningThreshold Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType != JsonTokenType.String ? reader.GetDouble()
            : TryParse(reader.GetString()!) ?? throw new JsonException($"a threshold must be {Form}");

        public override void Write(Utf8JsonWriter writer, LearningThreshold value, JsonSerializerOptions options)
        {
            if (value.IsOfAttainable)
            {
                writer.WriteStringValue(value.ToString());
            }
            else
            {
                writer.WriteNumberValue(value.Value);
            }
        }
    }
}
