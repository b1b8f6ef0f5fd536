using System.Globalization;

namespace FusionLab.Tests.Reports;

/// <summary>Writes a run folder as the main job leaves it.</summary>
internal static class SampleRun
{
    public static string Write(string parent, string name, int fusionDepth = 5, string source = "mnist")
    {
        string folder = Directory.CreateDirectory(Path.Combine(parent, name)).FullName;
        var history = SampleHistories.Run(replicas: 3);
        File.WriteAllText(Path.Combine(folder, "metrics.csv"), Metrics(history));
        File.WriteAllText(Path.Combine(folder, "timing.csv"), "epoch,train_s,evaluate_s\n1,4.5,0.25\n2,5.5,0.75\n");
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            { "name": "{{name}}", "seeds": "1..3", "network": { "kind": "mlp", "depth": 5, "fusionDepth": {{fusionDepth}} }, "train": { "learningRate": 0.04 } }
            """);
        File.WriteAllText(Path.Combine(folder, "environment.json"), """
            { "fusionLab": "0.1.0+89b9df7", "libTorch": "2.10.0", "threads": 2, "started": "2026-11-28T13:34:41.8783611+00:00" }
            """);
        File.WriteAllText(Path.Combine(folder, "summary.json"), $$"""
            { "name": "{{name}}", "status": "completed", "task": "noisyMnist", "dataset": { "name": "MNIST", "source": "{{source}}", "sha256": "ab12" },
              "network": { "kind": "mlp", "depth": 5, "fusionDepth": {{fusionDepth}} }, "device": "cpu", "seconds": 615.2, "epochs": 28,
              "replicas": [
                { "seed": 1, "learnedAt": { "a": 2.15, "b": 15.8 }, "firstModality": "a", "timeRatio": 7.35, "timeRatioCounted": 4.25, "final": { "loss": 0.0802, "accuracy": 0.98, "unimodal": { "a": 0.95, "b": 0.899 } } },
                { "seed": 2, "learnedAt": { "a": 2.3, "b": 16.6 }, "firstModality": "a", "timeRatio": 7.22, "timeRatioCounted": 4.5, "final": { "loss": 0.0811, "accuracy": 0.98, "unimodal": { "a": 0.95, "b": 0.898 } } },
                { "seed": 3, "status": "completed", "epochs": 28, "learnedAt": { "a": 2.45, "b": null }, "firstModality": "a", "timeRatio": null, "timeRatioCounted": null, "final": { "loss": 0.5, "accuracy": 0.9, "unimodal": { "a": 0.95, "b": 0.3 } } }
              ],
              "timeRatio": { "mean": 7.29, "std": 0.09, "n": 2, "unlearned": 1 }, "timeRatioCounted": { "mean": 4.38, "std": 0.18, "n": 2, "unlearned": 1 },
              "theory": null, "findings": ["B was never learned (1 of 3 seeds)."],
              "neverLearned": { "replicas": { "b": 1 }, "timeRatioAtLeast": 11.43 }, "paper": { "timeRatio": { "mean": 6.38, "std": 1.12 }, "source": "Zhang et al. 2024, Table 1" } }
            """);
        return folder;
    }

    private static string Metrics(IEnumerable<Evaluation> history) =>
        "replica,seed,epoch,step,learning_rate,loss,accuracy,accuracy_a,accuracy_b\n" + string.Concat(history.Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Replica},{row.Seed},{row.Epoch},{row.Step},{row.LearningRate},{row.Loss},{row.Accuracy},{row.Unimodal[0]},{row.Unimodal[1]}\n")));
}
