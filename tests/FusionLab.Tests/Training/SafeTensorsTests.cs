using System.Diagnostics;
using System.Text;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

public class SafeTensorsTests
{
    /// <summary>Two floats, computed by hand: 1.0 is 00 00 80 3F, −2.5 is 00 00 20 C0.</summary>
    [Fact]
    public void The_bytes_are_those_of_the_published_format()
    {
        using var values = tensor(new[] { 1f, -2.5f });
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, new Dictionary<string, Tensor> { ["w"] = values });

        const string header = """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  """;
        Assert.Equal(56, header.Length);
        Assert.Equal([56, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(header), 0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0], stream.ToArray());
    }

    [Fact]
    public void Every_type_and_shape_comes_back()
    {
        using var folder = new Folder();
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["single"] = randn(2, 3, 4),
            ["double"] = randn([5], ScalarType.Float64),
            ["half"] = randn(3).to(ScalarType.Float16),
            ["brain"] = randn(3).to(ScalarType.BFloat16),
            ["long"] = arange(7, ScalarType.Int64),
            ["scalar"] = tensor(3.5),
            ["empty"] = zeros(0, 3),
            ["transposed"] = randn(3, 4).t(),
        };
        string path = Write(folder, tensors);
        var read = SafeTensors.Read(path);

        Assert.Equal(tensors.Keys.Order(), read.Keys.Order());
        foreach (var (name, expected) in tensors)
        {
            Assert.Equal(expected.dtype, read[name].dtype);
            Assert.Equal(expected.shape, read[name].shape);
            Assert.Equal(expected.contiguous().bytes.ToArray(), read[name].bytes.ToArray());
        }
    }

    /// <summary>An independent reader: fifteen lines of plain Python, without any package.</summary>
    [NeedsFact(Need.Python)]
    public void Plain_Python_reads_the_file()
    {
        using var folder = new Folder();
        using var scope = NewDisposeScope();
        string path = Write(folder, new Dictionary<string, Tensor>
        {
            ["layer.weight"] = tensor(new[] { 0.5f, -1f, 2f, 3f, 4f, 5f }).view(2, 3),
            ["counts"] = tensor(new long[] { 7, 8 }),
        });

        using var python = Process.Start(new ProcessStartInfo(Machine.PythonPath, [Fixtures.Path("safetensors.py"), path]) { RedirectStandardOutput = true })!;
        Assert.Equal("counts int64 [2] [7, 8]\nlayer.weight float32 [2, 3] [0.5, -1.0, 2.0, 3.0, 4.0, 5.0]\n", python.StandardOutput.ReadToEnd());
    }

    [Theory]
    [InlineData(4, "its header is incomplete")]
    [InlineData(30, "its header is incomplete")]
    [InlineData(70, "the data of 'w' is incomplete")]
    public void A_file_cut_short_is_named(int length, string reason)
    {
        using var folder = new Folder();
        using var values = tensor(new[] { 1f, -2.5f });
        string path = Write(folder, new Dictionary<string, Tensor> { ["w"] = values });
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);

        var error = Assert.Throws<DataException>(() => SafeTensors.Read(path));
        Assert.Contains(reason, error.Message);
        Assert.Contains(path, error.Message);
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"Q9","shape":[2],"data_offsets":[0,8]}}  """)]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}  """)]
    [InlineData("""{"w":{"dtype":"F32","shape":[2]                     }}  """)]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}  """)]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[8,0]}} """)]
    [InlineData("""{"w":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{}}""")]
    [InlineData("""["w",{"dtype":"F32","shape":[2],"data_offsets":[0,8]}]  """)]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}   """)]
    public void A_header_that_makes_no_sense_is_refused(string header)
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder.At("x.safetensors"), [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(header), .. new byte[8]]);

        Assert.Throws<DataException>(() => SafeTensors.Read(folder.At("x.safetensors")));
    }

    [Fact]
    public void A_type_that_is_not_read_is_named_with_the_way_out()
    {
        using var folder = new Folder();
        const string header = """{"w":{"dtype":"F8_E5M2","shape":[4],"data_offsets":[0,4]}}""";
        File.WriteAllBytes(folder.At("x.safetensors"), [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(header), .. new byte[4]]);

        Assert.EndsWith(
            "holds 'w' as F8_E5M2, which is not among the types read here (F64, F32, F16, BF16, I64, U8); convert it, in PyTorch with .float().",
            Assert.Throws<DataException>(() => SafeTensors.Read(folder.At("x.safetensors"))).Message);
    }

    private static string Write(Folder folder, Dictionary<string, Tensor> tensors)
    {
        using var stream = File.Create(folder.At("x.safetensors"));
        SafeTensors.Write(stream, tensors);
        return stream.Name;
    }
}
