global using Ctas7.Testing;
