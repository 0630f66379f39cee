using Slimfront.Engine.Data;
using Slimfront.Search;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

/// <summary>Below the folder "data" there is a.npz, and "in" with b.npz; beside it secret.npz.</summary>
public sealed class DataFoldersTests
{
    private string _root = null!;
    private DataFolders _folders = null!;

    [SetUp]
    public void Begin()
    {
        _root = Directory.CreateTempSubdirectory("slimfront-data-").FullName;
        Directory.CreateDirectory(At("data/in"));
        Directory.CreateDirectory(At("database"));
        foreach (var file in (string[])["data/a.npz", "data/in/b.npz", "secret.npz", "database/c.npz"])
            File.WriteAllText(At(file), "");
        _folders = DataFolders.Only([At("data")]);
    }

    [TearDown]
    public void End() => Directory.Delete(_root, recursive: true);

    [TestCase("a.npz", "data/a.npz")]
    [TestCase("in/b.npz", "data/in/b.npz")]
    [TestCase("in/../a.npz", "data/a.npz")]
    [TestCase("in", "data/in")]
    public void What_is_in_the_folder_is_found(string given, string there) =>
        Assert.That(_folders.Find(given), Is.EqualTo(At(there)));

    [Test]
    public void An_absolute_path_into_the_folder_is_found() =>
        Assert.That(_folders.Find(At("data/a.npz")), Is.EqualTo(At("data/a.npz")));

    [TestCase("../secret.npz")]
    [TestCase("in/../../secret.npz")]
    [TestCase("../database/c.npz")]
    [TestCase("/etc/passwd")]
    [TestCase("..")]
    [TestCase("none.npz")]
    [TestCase("a.npz\0")]
    public void Everything_else_is_refused_without_a_word_on_what_is_there(string given) =>
        Assert.That(
            () => _folders.Find(given),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("not in this node's data folders")
        );

    [Test]
    public void Links_are_followed_and_may_not_lead_out()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(At("data/out.npz"), At("secret.npz"));
        File.CreateSymbolicLink(At("data/within.npz"), At("data/a.npz"));
        Directory.CreateSymbolicLink(At("data/up"), _root);

        Assert.That(_folders.Find("within.npz"), Is.EqualTo(At("data/within.npz")));
        foreach (var given in (string[])["out.npz", "up/secret.npz", "up", "up/data/../secret.npz"])
            Assert.That(() => _folders.Find(given), Throws.TypeOf<UserErrorException>(), given);
    }

    [Test]
    public void A_folder_with_a_link_out_of_it_is_refused_whole()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(At("data/in/picture.png"), At("secret.npz"));

        Assert.That(() => _folders.Find("in"), Throws.TypeOf<UserErrorException>());
    }

    [Test]
    public void A_data_folder_may_itself_be_reached_by_a_link()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateSymbolicLink(At("link"), At("data"));
        var folders = DataFolders.Only([At("link")]);

        Assert.That(folders.Find("a.npz"), Is.EqualTo(At("data/a.npz")));
        Assert.That(folders.Find(At("link/a.npz")), Is.EqualTo(At("link/a.npz")));
    }

    [Test]
    public void Circles_of_links_end()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(At("data/one"), At("data/two"));
        File.CreateSymbolicLink(At("data/two"), At("data/one"));

        Assert.That(() => _folders.Find("one"), Throws.TypeOf<UserErrorException>());
    }

    [Test]
    public void Without_a_folder_no_file_is_opened_and_the_way_out_is_named() =>
        Assert.That(
            () => DataFolders.Only([]).Find(At("data/a.npz")),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("--data")
        );

    [Test]
    public void A_folder_that_is_missing_is_named() =>
        Assert.That(
            () => DataFolders.Only([At("nowhere")]),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("nowhere")
        );

    // A source that named a file by a setting of another kind would open it wherever it is.
    [Test]
    public void Every_setting_that_names_a_file_is_bound_to_the_folders()
    {
        var paths = DataSources
            .Of()
            .Catalog.All.SelectMany(t =>
                t.Parameters.OfType<Parameter.Text>().Select(p => (t.Key, p.Name, p.IsPath))
            )
            .Where(p => p.IsPath)
            .Select(p => $"{p.Key}.{p.Name}");

        Assert.That(
            paths,
            Is.EquivalentTo([
                "cifar.path",
                "csv.path",
                "csv.test",
                "fashion-mnist.path",
                "idx.path",
                "images.path",
                "npz.path",
            ])
        );
    }

    [TestCase("csv", "path")]
    [TestCase("npz", "path")]
    [TestCase("idx", "path")]
    [TestCase("images", "path")]
    [TestCase("cifar", "path")]
    [TestCase("fashion-mnist", "path")]
    public void No_source_opens_a_file_outside(string source, string setting)
    {
        var settings = Configuration.Of(
            ("set", Value.Of(source)),
            ($"{source}.{setting}", Value.Of(At("secret.npz")))
        );

        Assert.That(
            () => DataSources.Of().In(_folders).Load(settings),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("not in this node's data folders")
        );
    }

    private string At(string name) => Path.Combine(_root, name);
}
