using System.Collections.Immutable;
using Slimfront.Engine.Data;
using Slimfront.Engine.Tasks.Classification;

namespace Slimfront.Engine.Tests.Data;

/// <summary>What a data set of classes holds.</summary>
internal static class LabelsOfData
{
    extension(DataSet data)
    {
        public ReadOnlyMemory<int> Labels => ((Labels)data.Targets).Numbers;

        public int Classes => data.Targets.Outputs;

        public ImmutableArray<string> ClassNames => data.Targets.Names;
    }
}

/// <summary>Data sets of classes, as their sources give them.</summary>
internal static class Classified
{
    /// <summary>The built-in digits.</summary>
    public static DataSet Digits { get; } = new Digits().Load().For(new ClassificationTask());

    /// <summary>What a source found, for classification.</summary>
    public static DataSet Of(IDataSource source) => source.Load().For(new ClassificationTask());
}
