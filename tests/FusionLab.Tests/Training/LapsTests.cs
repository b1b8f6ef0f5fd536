using FusionLab.Training;

namespace FusionLab.Tests.Training;

public class LapsTests
{
    [Fact]
    public void Steps_and_evaluations_are_timed_apart_by_the_given_clock()
    {
        var clock = new ManualClock();
        var observer = new RecordedTraining(_ => clock.Advance(TimeSpan.FromSeconds(2)));
        var options = new TrainerOptions { Clock = clock, Evaluator = new SlowEvaluator(() => clock.Advance(TimeSpan.FromSeconds(5))) };
        using var run = new TrainingRun(SmallTask.Config with { Epochs = 2, EvaluateEvery = 1 }, [1], options);
        run.Trainer.Run(observer);

        // Three steps of 2 s; the last lap of a step is counted when its evaluation begins, an evaluation of 5 s after each.
        Assert.Equal([new(0, 0, 5), new(1, 6, 15), new(2, 6, 15)], observer.Timing);
    }
}
