using Slimfront.Cli.Composing;
using Slimfront.Cli.Runs;
using Slimfront.Cli.StudyFiles;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.Runs;

/// <summary>The data of a run are found again wherever they are, and taken only if they are the same.</summary>
public sealed class DataPlacesTests
{
    private static readonly Composition Everything = Composition.Load(plugins: null);
    private readonly StudyFile _reader = new(Everything.Pipeline, Everything.Search);
    private string _folder = "";
    private StudySpec _spec = new();

    private string Project => Path.Combine(_folder, "project");

    private string Data => Path.Combine(Project, "in", "d.csv");

    [SetUp]
    public void BeginARun()
    {
        _folder = Directory.CreateTempSubdirectory("slimfront-test-").FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(Data)!);
        WriteData(Data, shift: 0);
        var file = Path.Combine(Project, "study.yaml");
        File.WriteAllText(file, "data: { set: csv, csv.path: in/d.csv }\nteacher.family: mlp");
        _spec = Everything.Preparation.Prepare(
            DataPaths.Find(_reader.Read(file), file, Project, Everything.Pipeline.Settings).Spec
        );
        using var run = RunDirectory.CreateAt(Path.Combine(Project, "runs", "study"));
        File.WriteAllText(run.Journal, "");
        RunOrigin.Write(run, file);
    }

    [TearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void At_the_recorded_place_nothing_is_moved() => Assert.That(Find(Project), Is.Empty);

    [Test]
    public void Moved_together_with_the_run_they_are_found_without_a_word()
    {
        var elsewhere = Path.Combine(_folder, "elsewhere");
        Directory.Move(Project, elsewhere);
        Assert.That(
            Find(elsewhere),
            Is.EqualTo(new Dictionary<string, string> { [Data] = Path.Combine(elsewhere, "in", "d.csv") })
        );
    }

    [Test]
    public void In_the_folder_of_the_run_they_are_found_too()
    {
        var inside = Path.Combine(Project, "runs", "study", "d.csv");
        File.Move(Data, inside);
        Assert.That(Find(Project)[Data], Is.EqualTo(inside));
    }

    [TestCase("kept/d.csv", "kept/d.csv")]
    [TestCase("kept/d.csv", "kept")]
    [TestCase("kept/in/d.csv", "kept")]
    [TestCase("kept/other.csv", "kept/other.csv")]
    public void Where_the_user_says_they_are_found(string place, string told)
    {
        var there = Path.Combine(_folder, place);
        Directory.CreateDirectory(Path.GetDirectoryName(there)!);
        File.Move(Data, there);
        Assert.That(() => Find(Project), Throws.TypeOf<UserErrorException>());
        Assert.That(Find(Project, Path.Combine(_folder, told))[Data], Is.EqualTo(there));
    }

    [Test]
    public void Other_data_are_refused_wherever_they_lie_and_the_right_ones_taken_once_they_are_back()
    {
        WriteData(Data, shift: 1);
        var kept = Path.Combine(_folder, "kept.csv");
        WriteData(kept, shift: 2);
        var error = Assert.Throws<UserErrorException>(() => Find(Project, kept))!;
        Assert.That(
            error.Message,
            Does.Contain($"'{Data}' has changed").And.Contain($"'{kept}' has changed")
        );
        WriteData(kept, shift: 0);
        Assert.That(Find(Project, kept)[Data], Is.EqualTo(kept));
        WriteData(Data, shift: 0);
        Assert.That(Find(Project, kept), Is.Empty);
    }

    [Test]
    public void Data_that_are_gone_are_named_with_every_place_that_was_looked_at()
    {
        File.Delete(Data);
        var error = Assert.Throws<UserErrorException>(() => Find(Project, _folder))!;
        Assert.That(error.Message, Does.Contain($"'{Data}' does not exist").And.Contain("--data"));
        Assert.That(error.Message, Does.Contain("Nothing of the run was changed"));
    }

    private IReadOnlyDictionary<string, string> Find(string project, string? told = null) =>
        new DataPlaces(Everything.Data).Find(
            _spec,
            RunDirectory.Find(Path.Combine(project, "runs", "study")),
            told
        );

    private static void WriteData(string file, int shift) =>
        File.WriteAllLines(
            file,
            Enumerable
                .Range(0, 60)
                .Select(i => $"{i % 7}.5,{(i * 5) % 11},{(i + shift) % 3}")
                .Prepend("a,b,label")
        );
}
