using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

/// <summary>A path that leads nowhere, or to something else, is answered with what is there.</summary>
public sealed class LostPathTests
{
    [TestCase("csv", "d.cvs", "d.cvs' does not exist. Did you mean 'd.csv'?")]
    [TestCase("npz", "d.cvs", "d.cvs' does not exist. Did you mean 'd.csv'?")]
    [TestCase(
        "idx",
        "data",
        "data' is not a folder; it should hold the IDX files of 'data'. Did you mean 'date'?"
    )]
    [TestCase("images", "data", "it should hold a folder for each class. Did you mean 'date'?")]
    [TestCase(
        "cifar",
        "data",
        "it should hold the binary version of CIFAR-10 or CIFAR-100. Did you mean 'date'?"
    )]
    [TestCase("csv", "far/away/d.csv", "d.csv' does not exist. There is no folder '", "far'.")]
    [TestCase("csv", "dat/d.csv", "There is no folder '", "dat'. Did you mean 'date'?")]
    [TestCase("csv", "date", "date' is a folder; a file is wanted here.")]
    [TestCase("npz", "date", "date' is a folder; a file is wanted here.")]
    [TestCase("csv", "https:/x.org/d.csv", "does not exist. Nothing is fetched from the web")]
    [TestCase("images", "~/pictures", "'~', variables and patterns are not replaced")]
    [TestCase("csv", "$HOME/d.csv", "'~', variables and patterns are not replaced")]
    [TestCase("npz", "*.npz", "'~', variables and patterns are not replaced")]
    [TestCase("idx", "d.csv", "d.csv' is not a folder; it should hold the IDX files of 'd.csv'.")]
    public void It_is_named_with_what_is_near(string set, string path, params string[] words)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("d.csv"), "");
        Directory.CreateDirectory(folder.File("date"));
        var message = Message(folder, set, path);
        foreach (var word in words)
            Assert.That(message, Does.Contain(word));
    }

    [TestCase("idx", "has no 'train-images-idx3-ubyte' (or .gz); the four files of 'date' belong together.")]
    [TestCase("cifar", "nor an archive with them; the Python and MATLAB versions are not read.")]
    public void What_a_folder_has_instead_is_said(string set, string words)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("date"));
        Assert.That(Message(folder, set, "date"), Does.Contain(words).And.EndsWith(" It is empty."));
        foreach (var name in (string[])["data_batch_1", "batches.meta"])
            File.WriteAllText(folder.File($"date/{name}"), "");
        Assert.That(
            Message(folder, set, "date"),
            Does.Contain(words).And.EndsWith(" It has 'batches.meta', 'data_batch_1'.")
        );
    }

    private static string Message(TemporaryFolder folder, string set, string path)
    {
        var settings = Configuration.Of(("set", Value.Of(set)), ($"{set}.path", Value.Of(folder.File(path))));
        return Assert.Throws<UserErrorException>(() => DataSources.Of().Load(settings))!.Message;
    }
}
