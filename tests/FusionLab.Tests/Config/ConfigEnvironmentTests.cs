using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Paper;
using FusionLab.Tests.Paper;

namespace FusionLab.Tests.Config;

/// <summary>These change the environment of the process, so nothing runs beside them.</summary>
[CollectionDefinition(nameof(ConfigEnvironmentTests), DisableParallelization = true)]
[Collection(nameof(ConfigEnvironmentTests))]
public sealed class ConfigEnvironmentTests : IDisposable
{
    private readonly List<string> changed = [];

    [Fact]
    public void A_variable_wins_over_the_file_and_an_argument_over_both()
    {
        Set("FUSIONLAB__TRAIN__EPOCHS", "7");
        Set("FUSIONLAB__SEEDS", "[4,5]");

        var config = ConfigFile.Load("""{ "seeds": [1, 2, 3], "train": { "epochs": 3 } }""", "seeds=8");

        Assert.Equal(7, config.Train.Epochs);
        Assert.Equal(new SeedList([8]), config.Seeds);
        Assert.Equal(new SeedList([4, 5]), ConfigFile.Load("""{ "seeds": [1, 2, 3] }""").Seeds);
    }

    [Fact]
    public void A_wrong_variable_is_named()
    {
        Set("FUSIONLAB__NETWORK__DEPHT", "7");

        Assert.Equal(
            "environment variable FUSIONLAB__NETWORK__DEPHT: NETWORK.DEPHT is no known key; did you mean NETWORK.depth?",
            ConfigFile.Error("{}"));
    }

    [Fact]
    public void The_data_folder_variable_is_no_part_of_the_config()
    {
        Set("FUSIONLAB_DATA", "/somewhere");

        Assert.Null(((NoisyMnistConfig)ConfigFile.Load("{}").Data).Root);
    }

    /// <summary>The variable decides both whether the column runs in full and where its networks train.</summary>
    [Fact]
    public void The_device_variable_decides_for_the_convolutional_column_of_Table_1()
    {
        Set("FUSIONLAB__DEVICE", "cuda:9");

        var error = Assert.Throws<MachineException>(() => NoisyMnistColumn.Cnn(PaperItemTests.Quick with { IsQuick = false }));
        Assert.StartsWith("The device is 'cuda:9'", error.Message);
        Assert.StartsWith("takes ten hours or more without a GPU", NoisyMnistColumn.Cnn(PaperItemTests.Quick with { IsQuick = false, Device = "cpu" }).WhyReduced);
    }

    public void Dispose() => changed.ForEach(name => Environment.SetEnvironmentVariable(name, null));

    private void Set(string name, string value)
    {
        changed.Add(name);
        Environment.SetEnvironmentVariable(name, value);
    }
}
