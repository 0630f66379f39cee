using Slimfront.Engine.Data;
using Slimfront.Search;
using static Slimfront.Engine.Tests.Data.PictureFiles;

namespace Slimfront.Engine.Tests.Data;

public sealed class ImageFoldersTests
{
    [Test]
    public void Class_folders_side_by_side_are_split_in_proportion()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "b", 10, Blue);
        Fill(folder, "A", 20, Red);
        File.WriteAllText(folder.File("A/.hidden"), "not a picture");
        File.WriteAllText(folder.File("A/Thumbs.db"), "not a picture");
        File.WriteAllText(folder.File("readme.txt"), "not a picture");
        var data = Load(folder);
        Assert.That(data.Name, Is.EqualTo(Path.GetFileName(folder.Path)));
        Assert.That(data.Shape, Is.EqualTo((int[])[3, 8, 8]));
        Assert.That((data.Info.Train, data.Info.Validation, data.Info.Test), Is.EqualTo((18, 6, 6)));
        // Ordinal order: capitals first.
        Assert.That(data.Labels.ToArray(), Is.EqualTo(Enumerable.Range(0, 30).Select(i => i < 20 ? 0 : 1)));
        Assert.That(Pixel(data, 0), Is.EqualTo((float[])[255, 0, 0]));
        Assert.That(Pixel(data, 29), Is.EqualTo((float[])[0, 0, 255]));
    }

    [TestCase("train", "val", "test")]
    [TestCase("train", "Validation", "test")]
    [TestCase("Train", "valid", "testing")]
    [TestCase("training", "dev", "test")]
    [TestCase("training", "development", "Test")]
    public void Given_splits_are_kept(string train, string validation, string test)
    {
        using var folder = new TemporaryFolder();
        foreach (var (part, count) in ((string, int)[])[(train, 6), (validation, 3), (test, 2)])
        {
            Fill(folder, $"{part}/cat", count, Red);
            Fill(folder, $"{part}/dog", count, Blue);
        }
        var data = Load(folder);
        Assert.That(data.Split.Train, Is.EqualTo(Enumerable.Range(0, 12)));
        Assert.That(data.Split.Validation, Is.EqualTo(Enumerable.Range(12, 6)));
        Assert.That(data.Split.Test, Is.EqualTo(Enumerable.Range(18, 4)));
        Assert.That(data.Labels.ToArray()[12..18], Is.EqualTo((int[])[0, 0, 0, 1, 1, 1]));
    }

    // Words that name parts name classes, too.
    [TestCase("valid", "invalid")]
    [TestCase("training", "racing")]
    [TestCase("dev", "prod")]
    [TestCase("10", "9")]
    public void Folders_are_classes_where_none_is_for_training(string one, string other)
    {
        using var folder = new TemporaryFolder();
        Fill(folder, one, 10, Red);
        Fill(folder, other, 10, Blue);
        string[] names = [one, other];
        Assert.That(Load(folder).ClassNames, Is.EqualTo(names.Order(StringComparer.Ordinal)));
    }

    [Test]
    public void Pictures_in_folders_below_those_of_the_classes_are_read()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "cat", 10, Red);
        Fill(folder, "cat/persian/old", 30, Red);
        Fill(folder, "dog", 10, Blue);
        Fill(folder, "dog/.thumbnails", 5, Blue);
        File.WriteAllText(folder.File("cat/persian/.note"), "not a picture");
        var data = Load(folder);
        Assert.That(data.Labels.Length, Is.EqualTo(50));
        Assert.That(data.Reading, Is.EqualTo("30 of 50 pictures from folders below those of the classes"));
        Assert.That(data.Warnings, Is.EqualTo((string[])["left out: 2 hidden files or folders"]));
        File.WriteAllText(folder.File("cat/persian/note.txt"), "not a picture");
        Refused(folder, $"'{folder.File("cat/persian/note.txt")}' cannot be used: it is not a picture");
    }

    [Test]
    public void What_lies_beside_the_folders_of_classes_is_counted()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "a", 10, Red);
        Fill(folder, "b", 10, Blue);
        Assert.That(Load(folder).Warnings, Is.Empty);
        Fill(folder, ".", 7, Blue);
        Assert.That(
            Load(folder).Warnings,
            Is.EqualTo((string[])["left out: 7 files beside the folders of classes"])
        );
    }

    [Test]
    public void Folders_that_leave_a_doubt_are_refused()
    {
        using var folder = new TemporaryFolder();
        foreach (var part in (string[])["fold1", "fold2"])
        {
            Fill(folder, $"{part}/cat", 5, Red);
            Fill(folder, $"{part}/dog", 5, Blue);
        }
        Refused(folder, "'fold1', 'fold2' hold no pictures but the same folders, 'cat', 'dog'");
        Directory.Move(folder.File("fold1"), folder.File("train"));
        Refused(folder, "has a folder 'train' but no 'test'");
        Directory.Move(folder.File("fold2"), folder.File("test"));
        Fill(folder, "extra/cat", 5, Red);
        Refused(folder, "has the folder 'extra' beside 'train'; known beside it: test, testing, val");
        Directory.Delete(folder.File("extra"), recursive: true);
        Fill(folder, "train/cat/val", 5, Red);
        Refused(folder, "looks like a part of the data set below a class; parts come first: val/cat");
    }

    [Test]
    public void A_link_to_a_folder_above_is_refused()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "a", 5, Red);
        Fill(folder, "b", 5, Blue);
        Directory.CreateSymbolicLink(folder.File("b/round"), folder.Path);
        Refused(folder, "is a link to a folder above it");
    }

    [Test]
    public void Without_a_validation_folder_a_twelfth_of_each_class_is_taken_from_training()
    {
        using var folder = new TemporaryFolder();
        foreach (var (part, count) in ((string, int)[])[("train", 24), ("test", 1)])
        {
            Fill(folder, $"{part}/cat", count, Red);
            Fill(folder, $"{part}/dog", count, Blue);
        }
        var data = Load(folder);
        Assert.That((data.Info.Train, data.Info.Validation, data.Info.Test), Is.EqualTo((44, 4, 2)));
        Assert.That(data.Split.Validation.Count(i => data.Labels.Span[i] == 0), Is.EqualTo(2));
    }

    [Test]
    public void Folders_that_make_no_data_set_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.That(
            () => new Images(folder.File("nowhere"), 8, isGrey: false).Load(),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("nowhere")
        );
        Refused(folder, "each class needs one");
        Fill(folder, "a", 5, Red);
        Refused(folder, "it has 1 class(es)");
        Directory.CreateDirectory(folder.File("b"));
        Refused(folder, $"'{folder.File("b")}' has no pictures");
        Directory.Move(folder.File("a"), folder.File("test"));
        Refused(folder, "'test' but no 'train'");
        Directory.Move(folder.File("test"), folder.File("train"));
        Refused(folder, "'train' but no 'test'");
    }

    [Test]
    public void Parts_must_have_the_same_classes()
    {
        using var folder = new TemporaryFolder();
        Fill(folder, "train/a", 12, Red);
        Fill(folder, "train/b", 12, Blue);
        Fill(folder, "test/a", 1, Red);
        Refused(folder, $"'{folder.File("test/b")}' has no pictures");
        Fill(folder, "test/b", 1, Blue);
        Fill(folder, "test/c", 1, Blue);
        Refused(folder, $"'{folder.File("test/c")}' is a class without training pictures; known: a, b");
        Directory.Delete(folder.File("test/c"), recursive: true);
        Fill(folder, "val/a", 1, Red);
        Fill(folder, "validation/a", 1, Red);
        Refused(folder, "'val' and 'validation'");
    }

    private static float[] Pixel(DataSet data, int example)
    {
        var image = data.Values.Slice(example * 192, 192).ToArray();
        return [image[27], image[64 + 27], image[128 + 27]];
    }
}
