namespace FusionLab.Data;

/// <summary>A published dataset of 28×28 grey images in ten classes: its files and where to get them.</summary>
/// <param name="Name">The name in configs and outputs, such as <c>mnist</c>.</param>
/// <param name="Title">The name in sentences, such as <c>MNIST</c>.</param>
/// <param name="Folder">The folder's name below data/, and what <c>data fetch</c> calls it.</param>
/// <param name="Mirrors">Folders on the web, tried in turn; each ends in a slash.</param>
/// <param name="TrainImages"><c>[60000, 28, 28]</c>.</param>
/// <param name="TrainLabels"><c>[60000]</c>.</param>
/// <param name="TestImages"><c>[10000, 28, 28]</c>.</param>
/// <param name="TestLabels"><c>[10000]</c>.</param>
public sealed record DatasetDescription(
    string Name,
    string Title,
    string Folder,
    IReadOnlyList<Uri> Mirrors,
    DatasetFile TrainImages,
    DatasetFile TrainLabels,
    DatasetFile TestImages,
    DatasetFile TestLabels)
{
    /// <summary>The four files in their customary order.</summary>
    public IReadOnlyList<DatasetFile> Files => [TrainImages, TrainLabels, TestImages, TestLabels];
}
