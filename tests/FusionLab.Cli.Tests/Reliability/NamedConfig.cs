namespace FusionLab.Tests.Cli;

/// <summary>A config with a mistake that people make, and what the answer must say.</summary>
/// <param name="Json">The file.</param>
/// <param name="Assignments">What the command line adds, separated by blanks.</param>
/// <param name="Says">A part of the sentence.</param>
/// <param name="ExitCode">The exit code.</param>
internal sealed record NamedConfig(string Json, string[] Assignments, string Says, int ExitCode)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedConfig> All { get; } =
    [
        // The file.
        Wrong("", "line 1"),
        Wrong("   ", "line 1"),
        Wrong("[]", "a config must be a JSON object { … }"),
        Wrong("5", "a config must be a JSON object { … }"),
        Wrong("null", "a config must be a JSON object { … }"),
        Wrong("{", "line 1, column 2: this is not valid JSON"),
        Wrong("{ \"seeds\": 1 } }", "line 1"),
        Wrong("{ 'seeds': 1 }", "this is not valid JSON"),
        Wrong("{ seeds: 1 }", "this is not valid JSON"),
        Wrong("{ \"seeds\": 1, \"seeds\": 2 }", "seeds stands twice; keep one"),
        Wrong("{ \"seeds\": 1, \"Seeds\": 2 }", "Seeds stands twice; keep one"),
        Wrong("{ \"network\": { \"depth\": 3 }, \"network:depth\": 4 }", "network:depth is no known key"),
        Wrong("{ \"network:depth\": 4 }", "network:depth is no known key; did you mean network.depth?"),
        Wrong("{ \"network.depth\": 4 }", "network.depth is no known key"),
        Wrong("{ \"\": 4 }", "is no known key"),
        Wrong("{ \"name\": \"\\ud800\" }", "line 1"),
        Wrong("{ \"\\ud800\": 1 }", "line 1"),
        Wrong("{ \"seeds\": NaN }", "this is not valid JSON"),

        // Keys.
        Wrong("{ \"sed\": 1 }", "sed is no known key; did you mean seeds?"),
        Wrong("{ \"learningRate\": 0.1 }", "learningRate is no known key; did you mean train.learningRate?"),
        Wrong("{ \"train\": { \"lr\": 0.1 } }", "train.lr is no known key"),
        Wrong("{ \"model\": { } }", "model is no known key"),
        Wrong("{ \"network\": { \"channels\": 8 } }", "network.channels is set, but network.kind is \"mlp\", which does not have it; remove it, or choose \"cnn\"."),
        Wrong("{ \"network\": { \"kind\": \"cnn\", \"width\": 8 } }", "network.width is set, but network.kind is \"cnn\", which does not have it"),
        Wrong("{ \"network\": { \"kind\": \"cnn\", \"depth\": 8 } }", "network.depth is set, but network.kind is \"cnn\", which does not have it"),
        Wrong("{ \"network\": { \"kind\": \"shallow\", \"width\": 8 } }", "network.width is set, but network.kind is \"shallow\", which does not have it"),
        Wrong("{ \"network\": { \"kind\": \"shallow\", \"depth\": 2 } }", "network.depth is set, but network.kind is \"shallow\", which does not have it"),
        Wrong("{ \"network\": { \"kind\": \"fission\", \"fusionDepth\": 2 } }", "network.fusionDepth is set, but network.kind is \"fission\", which does not have it"),
        Wrong("{ \"network\": { \"kind\": \"linear\", \"activation\": \"relu\" } }", "network.activation is set, but network.kind is \"linear\", which does not have it"),
        Wrong("{ \"network\": { \"slope\": 0.2 } }", "network.slope is 0.2, but network.activation is \"relu\", which has no slope"),
        Wrong("{ \"network\": { \"init\": { \"scale\": 0.1 } } }", "network.init.scale is 0.1, but this network starts from \"pytorch\", which has no scale"),
        Wrong("{ \"data\": { \"rho\": 0.5 } }", "data.rho is set, but data.kind is \"noisyMnist\", which does not have it; remove it, or choose \"gaussian\"."),
        Wrong("{ \"data\": { \"corruption\": { \"sigma\": 0.5 } } }", "data.corruption.sigma is no known key"),
        Wrong("{ \"paper\": { \"timeRatio\": { \"mean\": 1 } } }", "paper.timeRatio.std is missing; it must be given"),

        // Types.
        Wrong("{ \"network\": 5 }", "network is \"5\"; it must be an object { … }"),
        Wrong("{ \"network\": [] }", "network is empty; it must be an object { … }"),
        Wrong("{ \"network\": { \"depth\": \"five\" } }", "network.depth is \"five\"; it must be a whole number"),
        Wrong("{ \"network\": { \"depth\": 2.5 } }", "network.depth is \"2.5\"; it must be a whole number"),
        Wrong("{ \"network\": { \"depth\": [3] } }", "network.depth is a list or an object; it must be a whole number"),
        Wrong("{ \"network\": { \"bias\": \"yes\" } }", "network.bias is \"yes\"; it must be true or false"),
        Wrong("{ \"network\": { \"branchDepths\": 2 } }", "network.branchDepths is \"2\"; it must be a list [ … ]"),
        Wrong("{ \"network\": { \"branchDepths\": [2, null] } }", "network.branchDepths.1 is null; it must be a whole number"),
        Wrong("{ \"train\": { \"learningRate\": \"fast\" } }", "train.learningRate is \"fast\"; it must be a number"),
        Wrong("{ \"train\": { \"learningRate\": 1e999 } }", "train.learningRate is \"1e999\"; it must be a number"),
        Wrong("{ \"seeds\": { \"a\": 1 } }", "seeds is a list or an object; it must be seeds such as \"1..5\""),
        Wrong("{ \"data\": { \"covariance\": [1, 2], \"kind\": \"gaussian\" } }", "data.covariance.0 is \"1\"; it must be a list [ … ]"),

        // Numbers.
        Wrong("{ \"network\": { \"depth\": 0 } }", "network.depth is 0; it must be 1 or more"),
        Wrong("{ \"network\": { \"depth\": 3000000000 } }", "network.depth is \"3000000000\"; it must be a whole number from -2147483648 to 2147483647"),
        Wrong("{ \"train\": { \"epochs\": 9007199254740993 } }", "train.epochs is \"9007199254740993\"; it must be a whole number from -2147483648 to 2147483647"),
        Wrong("{ \"seeds\": 18446744073709551616 }", "seeds is \"18446744073709551616\"; it must be seeds from 0 to 18446744073709551615"),
        Wrong("{ \"seeds\": \"1..18446744073709551615\" }", "it must be 1 to 100,000 seeds"),
        Wrong("{ \"seeds\": -1 }", "seeds is \"-1\"; it must be seeds such as \"1..5\""),
        Wrong("{ \"seeds\": 1.5 }", "seeds is \"1.5\"; it must be seeds such as \"1..5\""),
        Wrong("{ \"seeds\": \"5..1\" }", "seeds is \"5..1\"; it must be seeds such as \"1..5\""),
        Wrong("{ \"seeds\": [1, 1] }", "it must be seeds such as \"1..5\" or \"1,3,7\", each once"),
        Wrong("{ \"seeds\": [] }", "seeds"),
        Wrong("{ \"threads\": -1 }", "threads is -1; it must be 0 or more and at most 4096"),
        Wrong("{ \"train\": { \"momentum\": 1 } }", "train.momentum is 1; it must be 0 or more and below 1"),
        Wrong("{ \"train\": { \"threshold\": 1.5 } }", "train.threshold is 1.5; it must be above 0 and at most 1"),
        Wrong("{ \"train\": { \"threshold\": 0.1 } }", "train.threshold is 0.1, an accuracy that guessing among 10 classes reaches"),
        Wrong("{ \"data\": { \"trainSamples\": 0 } }", "data.trainSamples is 0; it must be 1 or more"),

        // Words.
        Wrong("{ \"device\": \"tpu\" }", "device is \"tpu\"; it must be \"auto\", \"cpu\", \"cuda\" or \"cuda:N\""),
        Wrong("{ \"name\": \"a/b\" }", "name is \"a/b\"; it must be the name of a folder, without slashes"),
        Wrong("{ \"network\": { \"kind\": \"transformer\" } }", "network.kind is \"transformer\"; it must be \"mlp\", \"cnn\", \"linear\", \"shallow\" or \"fission\""),
        Wrong("{ \"data\": { \"kind\": \"cifar\" } }", "data.kind is \"cifar\"; it must be"),
        Wrong("{ \"data\": { \"source\": \"imagenet\" } }", "data.source is \"imagenet\"; it must be \"auto\", \"mnist\", \"fashionMnist\" or \"synthetic\""),
        Wrong("{ \"train\": { \"stopWhen\": \"soon\" } }", "train.stopWhen is \"soon\"; it must be \"never\", \"allLearned\" or \"validation\", or above 0 and at most 1"),
        Wrong("{ \"train\": { \"precision\": \"fp8\" } }", "train.precision is \"fp8\"; it must be \"fp32\""),

        // What contradicts itself.
        Wrong("{ \"network\": { \"fusionDepth\": 6 } }", "network.fusionDepth is 6, but the network has 5 layers (network.depth); choose 1 (early fusion) to 5 (late fusion)."),
        Wrong("{ \"data\": { \"modalities\": [\"a\", \"a\"] } }", "data.modalities needs distinct, non-empty names"),
        Wrong("{ \"data\": { \"modalities\": [\"x\", \"y\"] } }", "data.corruption.patterns.0.corrupt is \"b\"; it must be \"x\" or \"y\""),
        Wrong("{ \"data\": { \"corruption\": { \"patterns\": [] } } }", "data.corruption.patterns is empty"),
        Wrong("{ \"data\": { \"corruption\": { \"patterns\": [{ \"probability\": 0.5 }] } } }", "add up to 0.5; they must add up to 1"),
        Wrong("{ \"data\": { \"kind\": \"arrays\" } }", "data.kind is \"arrays\", which needs data.file"),
        Wrong("{ \"data\": { \"kind\": \"arrays\", \"file\": \"none.npz\" } }", "none.npz", exitCode: 3),
        Wrong("{ \"data\": { \"kind\": \"gaussian\", \"rho\": 0.5, \"variances\": [1, 1] } }", "all describe Σ; give one of the three"),
        Wrong("{ \"data\": { \"kind\": \"gaussian\", \"dimensions\": [100000, 100000], \"variances\": [1, 1] } }", "data.dimensions"),
        Wrong("{ \"data\": { \"kind\": \"xor\" } }", "train.loss is crossEntropy, but this task has real targets"),
        Wrong("{ \"data\": { \"kind\": \"xor\", \"samples\": 1000000000 } }", "data.samples is \"1000000000\"; it must be \"population\" or a number of samples from 1 to 999999999"),
        Wrong("{ \"network\": { \"branchDepths\": [] } }", "network.branchDepths is empty; give one depth for each modality"),
        Wrong("{ \"data\": { \"kind\": \"random\", \"dimensions\": [10, 4] } }", "data.dimensions is [10, 4]; random tasks have two modalities of one size"),
        Wrong("{ \"data\": { \"kind\": \"xor\", \"samples\": \"\" } }", "data.samples is \"\"; it must be"),
        Wrong("{ \"data\": { \"kind\": \"gaussian\", \"samples\": 999999999 } }", "data.samples is 999999999, at 3 numbers a sample more than fit into memory; take 33333333 or fewer"),
        Wrong(
            "{ \"data\": { \"kind\": \"gaussian\" }, \"network\": { \"kind\": \"linear\", \"width\": 1000000 }, \"train\": { \"loss\": \"mse\", \"batchSize\": 0 } }",
            "network.width is 1000000: a network of"),

        Wrong("{ \"data\": { \"kind\": \"random\", \"dimensions\": [2000, 2000] } }", "data.dimensions makes 4000 features in all; such a task has 500 or fewer"),

        // Sweeps.
        Wrong("{ \"sweep\": { \"train.decay\": [null] } }", "sweep.train.decay.0 is null; it must be a number"),
        Wrong("{ \"sweep\": { \"network.dept\": [1] } }", "sweep \"network.dept\" is no path that can be swept; did you mean network.depth?"),
        Wrong("{ \"sweep\": { \"seeds\": [1, 2] } }", "sweep \"seeds\" is no path that can be swept"),
        Wrong("{ \"sweep\": { \"network.depth\": [] } }", "a list of at least one value"),
        Wrong("{ \"sweep\": { \"network.depth\": 3 } }", "a list"),
        Wrong("{ \"sweep\": { \"network.fusionDepth\": [1, 6] } }", "At the sweep point network.fusionDepth = 6: network.fusionDepth is 6, but the network has 5 layers"),
        Wrong("{ \"sweep\": { \"network.kind\": [\"mlp\", \"cnn\"] }, \"network\": { \"width\": 8 } }", "At the sweep point network.kind = cnn: network.width is set, but network.kind is \"cnn\""),
        Wrong(
            "{ \"sweep\": { " + string.Join(", ", new[] { "depth", "width", "fusionDepth", "slope" }.Select(key => $"\"network.{key}\": [{Many}]")) + " } }",
            "makes 31640625 points"),

        // The command line.
        Wrong("{ }", "argument trian.epochs=3: trian is no known key; did you mean train?", "trian.epochs=3"),
        Wrong("{ }", "The argument \"=3\" is no path=value", "=3"),
        Wrong("{ }", "argument network.depth.x=3: network.depth is a list or an object; it must be a whole number", "network.depth=5", "network.depth.x=3"),
        Wrong("{ }", "the value is not valid JSON", "network.branchDepths=[1,2"),
        Wrong("{ }", "argument network.depth=x: network.depth is \"x\"; it must be a whole number", "network.depth=x"),
    ];

    private static string Many => string.Join(',', Enumerable.Range(1, 75));

    private static NamedConfig Wrong(string json, string says, params string[] assignments) => new(json, assignments, says, 2);

    private static NamedConfig Wrong(string json, string says, int exitCode) => new(json, [], says, exitCode);
}
