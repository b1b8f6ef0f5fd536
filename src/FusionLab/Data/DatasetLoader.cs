namespace FusionLab.Data;

/// <summary>Reads and verifies the files of a dataset in one folder.</summary>
internal static class DatasetLoader
{
    /// <summary>Loads all four files.</summary>
    /// <exception cref="DataException">A file is missing, broken or not the published one; the sentence names it.</exception>
    public static ImageSet Load(DatasetDescription dataset, string folder) => new(
        Load(dataset, dataset.TrainImages, folder),
        Load(dataset, dataset.TrainLabels, folder),
        Load(dataset, dataset.TestImages, folder),
        Load(dataset, dataset.TestLabels, folder));

    /// <summary>Says whether one file is there and right.</summary>
    public static FileCheck Check(DatasetDescription dataset, DatasetFile file, string folder)
    {
        string? path = file.FindIn(folder);
        try
        {
            Load(dataset, file, folder);
            return new FileCheck(dataset.Title, file.Name, path, null);
        }
        catch (DataException failure)
        {
            return new FileCheck(dataset.Title, file.Name, path, failure.Message);
        }
    }

    private static IdxArray Load(DatasetDescription dataset, DatasetFile file, string folder)
    {
        string path = file.FindIn(folder)
            ?? throw new DataException($"{folder} holds neither {file.Name} nor {file.PackedName}.");
        return file.Load(path, dataset.Title);
    }
}
