using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>Finds and reads a data set. Needs no libtorch and no device.</summary>
public interface IDataSource
{
    /// <summary>Reads it; the same data set on every machine, whatever is there.</summary>
    /// <exception cref="UserErrorException">It is missing, damaged or impossible; one line says which and why.</exception>
    DataSet Load();
}
