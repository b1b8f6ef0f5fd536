using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>Generators give PyTorch's numbers, and only their own.</summary>
public sealed class RandomTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_seed_gives_the_numbers_that_PyTorch_gives()
    {
        using var generator = new Generator(7);
        new Fixture("random").Check(
            randn(5, generator: generator), rand(5, generator: generator), randperm(10, generator: generator),
            randint(3, 100, [5], generator: generator), empty(5).normal_(2, 3, generator), empty(5).uniform_(-1, 1, generator),
            full(5, 0.3f).bernoulli(generator));
    }

    [Fact]
    public void Seeding_again_starts_the_sequence_again()
    {
        using var generator = new Generator(11);
        var first = randn(3, generator: generator);
        generator.manual_seed(11);
        Assert.Equal(11, generator.initial_seed());
        Assert.True(first.Equals(randn(3, generator: generator)));
    }

    [Fact]
    public void A_saved_state_continues_the_sequence()
    {
        using var generator = new Generator(5);
        using var state = generator.get_state();
        var first = rand(4, generator: generator);
        generator.set_state(state);
        Assert.True(first.Equals(rand(4, generator: generator)));
    }

    [Fact]
    public void A_generator_leaves_the_default_one_alone()
    {
        manual_seed(2);
        var expected = rand(3);
        manual_seed(2);
        using var generator = new Generator(99);
        rand(1000, generator: generator);
        Assert.True(expected.Equals(rand(3)));
    }

    [Fact]
    public void Draws_with_weights_take_only_what_has_weight()
    {
        using var generator = new Generator(1);
        var drawn = tensor(new[] { 0f, 1f, 0f }).multinomial(20, replacement: true, generator: generator);
        Assert.All(drawn.data<long>().ToArray(), position => Assert.Equal(1, position));
    }
}
