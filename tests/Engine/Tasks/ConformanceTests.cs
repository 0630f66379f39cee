using Slimfront.Engine.Tasks;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tests.Tasks;

[TestFixtureSource(nameof(All))]
public sealed class MeasureConformanceTests(Technique<IMeasure> technique) : MeasureConformance(technique)
{
    public static IEnumerable<Technique<IMeasure>> All => Engine.Data.DataSources.Of().Measures.All;
}

[TestFixtureSource(nameof(All))]
public sealed class TaskConformanceTests(Technique<ITask> technique)
    : TaskConformance(Sample(technique.Create(Configuration.Empty)))
{
    public static IEnumerable<Technique<ITask>> All => Engine.Data.DataSources.Of().Tasks.All;

    private static TaskSample Sample(ITask task) => TaskSample.Of(task.Answers) with { Task = task };
}
