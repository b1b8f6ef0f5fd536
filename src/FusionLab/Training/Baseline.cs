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
    public bool IsMeasured => task.IsMeasured;

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

/// <summary>What a threshold is measured by.</summary>
public enum LearningScale
{
    /// <summary>An accuracy, or an R².</summary>
    Score,

    /// <summary>A share of the way from chance to what the modality reaches alone.</summary>
    Attainable,

    /// <summary>A share of the way from chance to the best that all modalities together reach in the same run.</summary>
    Together,
}

/// <summary>
/// When a modality counts as learned: a score (an accuracy, or for regression an R²), or a share of the way from chance to what it reaches
/// alone, or to what all modalities reach together.
/// </summary>
/// <param name="Value">The score or the share, above 0 up to 1.</param>
/// <param name="Scale">What it is measured by.</param>
[JsonConverter(typeof(TextConverter))]
public readonly record struct LearningThreshold(double Value, LearningScale Scale = LearningScale.Score)
{
    /// <summary>What a threshold must be, in words.</summary>
    internal const string Form = "above 0 and at most 1, or a share such as \"50% of attainable\"";

    /// <summary>Half of what a modality reaches alone.</summary>
    internal static LearningThreshold HalfOfAttainable { get; } = new(0.5, LearningScale.Attainable);

    /// <summary>Half of what all modalities reach together.</summary>
    internal static LearningThreshold HalfOfTogether { get; } = new(0.5, LearningScale.Together);

    /// <summary>Whether it is a share of something that is known when training is over.</summary>
    internal bool IsShare => Scale != LearningScale.Score;

    private string Unit => Scale switch
    {
        LearningScale.Attainable => "% of attainable",
        LearningScale.Together => "% of together",
        _ => "",
    };

    /// <summary>Reads <c>0.5</c>, <c>50% of attainable</c> or <c>50% of together</c>, in range or not; null for what is none.</summary>
    internal static LearningThreshold? TryParse(string text)
    {
        var scale = Enum.GetValues<LearningScale>().LastOrDefault(
            scale => text.EndsWith(new LearningThreshold(0, scale).Unit, StringComparison.OrdinalIgnoreCase));
        string number = text[..^new LearningThreshold(0, scale).Unit.Length].TrimEnd();
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) ? new(scale == LearningScale.Score ? value : value / 100, scale) : null;
    }

    /// <summary>Whether it is above 0 and at most 1.</summary>
    internal bool IsInRange => Value is > 0 and <= 1;

    /// <summary>An accuracy.</summary>
    public static implicit operator LearningThreshold(double accuracy) => new(accuracy);

    /// <summary>The score at which a modality counts as learned.</summary>
    /// <param name="chance">The score of an answer that never changes.</param>
    /// <param name="attainable">What the modality reaches alone; null where that is not known.</param>
    /// <param name="together">What all modalities reach together; null where nothing was measured.</param>
    /// <returns>Infinity where what the share is of is no more than chance: nothing can be learned then.</returns>
    internal double Resolve(double chance, double? attainable, double? together)
    {
        double? whole = Scale == LearningScale.Attainable ? attainable : together;
        return !IsShare ? Value : whole > chance ? chance + (Value * (whole.Value - chance)) : double.PositiveInfinity;
    }

    /// <summary>The threshold in words: <c>50 %</c>, <c>50 % of attainable</c>, <c>50 % of what all reach together</c>.</summary>
    public string Describe() => FormattableString.Invariant($"{100 * Value:0.##} %")
        + Scale switch { LearningScale.Attainable => " of attainable", LearningScale.Together => " of what all reach together", _ => "" };

    /// <summary>As it is written in a config.</summary>
    public override string ToString() => (IsShare ? 100 * Value : Value).ToString(CultureInfo.InvariantCulture) + Unit;

    private sealed class TextConverter : JsonConverter<LearningThreshold>
    {
        public override LearningThreshold Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType != JsonTokenType.String ? reader.GetDouble()
            : TryParse(reader.GetString()!) ?? throw new JsonException($"a threshold must be {Form}");

        public override void Write(Utf8JsonWriter writer, LearningThreshold value, JsonSerializerOptions options)
        {
            if (value.IsShare)
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
