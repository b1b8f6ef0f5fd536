using FusionLab.Config;

namespace FusionLab.Tests.Config;

public class ConfigDifferenceTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1,"b":{"c":[1,2]}}""", """{ "b": {"c":[1, 2]}, "a": 1 }""")]
    public void Configs_that_say_the_same_do_not_differ(string before, string now) => Assert.Empty(ConfigDifference.Find(before, now));

    [Theory]
    [InlineData("""{"train":{"learningRate":0.04}}""", """{"train":{"learningRate":0.02}}""", "train.learningRate was 0.04 and is 0.02")]
    [InlineData("""{"train":{}}""", """{"train":{"epochs":3}}""", "train.epochs was absent and is 3")]
    [InlineData("""{"seeds":[1,2]}""", """{}""", "seeds was [1,2] and is absent")]
    public void A_difference_is_named_by_its_key(string before, string now, string difference) =>
        Assert.Equal([difference], ConfigDifference.Find(before, now));
}
