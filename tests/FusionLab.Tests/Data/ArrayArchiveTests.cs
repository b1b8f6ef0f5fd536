using System.IO.Compression;
using System.Runtime.InteropServices;
using FusionLab.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Tests.Data;

/// <summary>Files as NumPy writes them.</summary>
public sealed class ArrayArchiveTests : IDisposable
{
    private static readonly double[] Numbers = [0, 1, 2, 3, 4, 5];

    private readonly NpzFile _file = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Every_type_of_plain_numbers_is_read_as_it_is()
    {
        _file.Add<float>("f4", [2, 3], [.. Numbers.Select(n => (float)n)]).Add("f8", [2, 3], Numbers)
            .Add<Half>("f2", [2, 3], [.. Numbers.Select(n => (Half)n)])
            .Add<byte>("u1", [2, 3], [.. Numbers.Select(n => (byte)n)]).Add<sbyte>("i1", [2, 3], [.. Numbers.Select(n => (sbyte)n)])
            .Add<short>("i2", [2, 3], [.. Numbers.Select(n => (short)n)]).Add<int>("i4", [2, 3], [.. Numbers.Select(n => (int)n)])
            .Add<long>("i8", [2, 3], [.. Numbers.Select(n => (long)n)]);
        (string Name, ScalarType Type)[] expected =
        [
            ("f4", ScalarType.Float32), ("f8", ScalarType.Float64), ("f2", ScalarType.Float16), ("u1", ScalarType.Byte),
            ("i1", ScalarType.Int8), ("i2", ScalarType.Int16), ("i4", ScalarType.Int32), ("i8", ScalarType.Int64),
        ];

        using var archive = new ArrayArchive(_file.Path);

        Assert.Equal(expected.Select(array => array.Name), archive.Names);
        Assert.All(expected, array =>
        {
            var values = archive.Read(array.Name);
            Assert.Equal(array.Type, values.dtype);
            Assert.Equal([2, 3], values.shape);
            Assert.Equal(Numbers, values.to(ScalarType.Float64).data<double>().ToArray());
        });
    }

    [Fact]
    public void Columns_may_come_first_and_headers_may_be_of_a_newer_version()
    {
        string header = NpzFile.Header("'<f8'", [2, 3], columnMajor: true);
        _file.AddRaw("x", header, MemoryMarshal.AsBytes<double>([0, 3, 1, 4, 2, 5]), version: 2);

        using var archive = new ArrayArchive(_file.Path);
        var x = archive.Read("x");

        Assert.Equal([2, 3], x.shape);
        Assert.Equal(Numbers, x.contiguous().data<double>().ToArray());
    }

    /// <summary>Bits of the values, of the header ahead of them, and of what the archive itself says of them.</summary>
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void A_flipped_bit_is_found_wherever_it_is(CompressionLevel compression)
    {
        double[] values = [.. Enumerable.Range(0, 300).Select(i => Math.Sin(i))];
        _file.Add(compression, "x", [300], values);
        byte[] whole = File.ReadAllBytes(_file.Path);
        for (int bit = 0; bit < 8 * whole.Length; bit += 7)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(_file.Path, damaged);
            using var scope = NewDisposeScope();
            try
            {
                using var archive = new ArrayArchive(_file.Path);
                Assert.Equal(values, archive.Read("x").data<double>().ToArray()); // what nobody reads, such as the date, may be anything
            }
            catch (DataException failure)
            {
                Assert.Contains(_file.Path, failure.Message);
            }
        }
    }

    [Theory]
    [InlineData("'>f4'", "x in {0} has values of type >f4; save it as float32 for inputs (.astype(\"float32\")) or int64 for labels.")]
    [InlineData("'|O'", "x in {0} has values of type |O; save it as float32 for inputs (.astype(\"float32\")) or int64 for labels.")]
    [InlineData("[('r', '<f4'), ('g', '<f4')]", "x in {0} has a header of structured values; save plain numbers, one array a modality.")]
    [InlineData("'<f8'", "x in {0} is damaged; write the file again.")] // eight numbers announced, one there
    public void What_cannot_be_read_is_named_with_the_remedy(string type, string sentence)
    {
        _file.AddRaw("x", NpzFile.Header(type, [8]), new byte[8]);

        using var archive = new ArrayArchive(_file.Path);

        Assert.Equal(string.Format(null, sentence, _file.Path), Assert.Throws<DataException>(() => archive.Read("x")).Message);
    }

    [Theory]
    [InlineData("4611686018427387904, 4611686018427387904")]
    [InlineData("99999999999999999999")]
    public void A_header_that_announces_more_than_the_file_has_takes_no_memory(string shape)
    {
        _file.AddRaw("x", $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({shape}), }}", new byte[8]);

        using var archive = new ArrayArchive(_file.Path);

        Assert.Equal($"x in {_file.Path} is damaged; write the file again.", Assert.Throws<DataException>(() => archive.Read("x")).Message);
    }

    [Fact]
    public void An_array_that_is_not_there_is_named_beside_those_that_are()
    {
        _file.Add<float>("train_a", [1, 1], 0f);

        using var archive = new ArrayArchive(_file.Path);

        var error = Assert.Throws<DataException>(() => archive.Read("test_a"));
        Assert.Equal($"{_file.Path} has no array test_a; it has train_a.", error.Message);
    }

    [Fact]
    public void A_file_that_is_missing_or_no_archive_is_named()
    {
        var missing = Assert.Throws<DataException>(() => new ArrayArchive(_file.Path));
        Assert.StartsWith($"data.file is \"{_file.Path}\", and there is no such file", missing.Message);

        File.WriteAllText(_file.Path, "no archive");
        var broken = Assert.Throws<DataException>(() => new ArrayArchive(_file.Path));
        Assert.StartsWith($"{_file.Path} cannot be read as a .npz archive", broken.Message);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _file.Dispose();
    }
}
