using Slimfront.Cli.Composing;
using Slimfront.Cli.StudyFiles;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.StudyFiles;

public sealed class DataPathsTests
{
    private static readonly IReadOnlyList<Setting> Settings = Composition
        .Load(plugins: null)
        .Pipeline.Settings;

    private string _root = "";

    [SetUp]
    public void Make()
    {
        _root = Directory.CreateTempSubdirectory("slimfront-test-").FullName;
        Directory.CreateDirectory(In("studies"));
        Directory.CreateDirectory(In("here"));
    }

    [TearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Relative_paths_count_from_the_study_file()
    {
        File.WriteAllText(In("studies/d.csv"), "");
        var (spec, notes) = Find("d.csv");
        Assert.That(spec.Settings.Text("data.csv.path"), Is.EqualTo(In("studies/d.csv")));
        Assert.That(notes, Is.Empty);
        Assert.That(spec.Settings.Text("data.csv.label"), Is.EqualTo("d.csv"), "is no path");
    }

    [Test]
    public void What_is_in_the_current_folder_only_is_taken_and_said()
    {
        File.WriteAllText(In("here/d.csv"), "");
        var (spec, notes) = Find("d.csv");
        Assert.That(spec.Settings.Text("data.csv.path"), Is.EqualTo(In("here/d.csv")));
        Assert.That(notes.Single(), Does.Contain("'data.csv.path'").And.Contain("from the current folder"));
    }

    [Test]
    public void Of_two_files_the_one_beside_the_study_file_is_taken_and_said()
    {
        File.WriteAllText(In("here/d.csv"), "");
        File.WriteAllText(In("studies/d.csv"), "");
        var (spec, notes) = Find("./d.csv");
        Assert.That(spec.Settings.Text("data.csv.path"), Is.EqualTo(In("studies/d.csv")));
        Assert.That(
            notes.Single(),
            Does.Contain(In("studies/d.csv")).And.Contain($"not '{In("here/d.csv")}'")
        );
    }

    [Test]
    public void A_path_that_leads_nowhere_names_both_places() =>
        Assert.That(
            () => Find("d.csv"),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.Contains(In("studies"))
                .And.Message.Contains(In("here"))
                .And.Message.Contains("'data.csv.path' is 'd.csv'")
        );

    [Test]
    public void What_is_near_a_path_that_leads_nowhere_is_named()
    {
        File.WriteAllText(In("studies/d.csv"), "");
        Assert.That(
            () => Find("d.cvs"),
            Throws.TypeOf<UserErrorException>().With.Message.EndsWith("Did you mean 'd.csv'?")
        );
    }

    [Test]
    public void Whole_paths_and_the_study_without_a_file_stay_as_they_are()
    {
        Assert.That(Find("/nowhere/d.csv").Spec.Settings.Text("data.csv.path"), Is.EqualTo("/nowhere/d.csv"));
        File.WriteAllText(In("here/d.csv"), "");
        var (spec, notes) = DataPaths.Find(Spec("d.csv"), file: null, In("here"), Settings);
        Assert.That(spec.Settings.Text("data.csv.path"), Is.EqualTo(In("here/d.csv")));
        Assert.That(notes, Is.Empty);
    }

    private string In(string name) => Path.Combine(_root, name);

    private static StudySpec Spec(string path) =>
        new()
        {
            Settings = Configuration.Of(
                ("data.csv.path", Value.Of(path)),
                ("data.csv.label", Value.Of("d.csv"))
            ),
        };

    private (StudySpec Spec, IReadOnlyList<string> Notes) Find(string path) =>
        DataPaths.Find(Spec(path), "../studies/s.yaml", In("here"), Settings);
}
